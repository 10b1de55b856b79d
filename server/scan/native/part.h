// A part of what a search compares with, in ascending order of labels: a block, a block of which some rows count,
// or rows here and there.
#pragma once

#include <cstddef>
#include <cstdint>

#include "block.h"

namespace likeness {

struct Part {
  const Block* block = nullptr;
  const uint64_t* allowed = nullptr;  // with a block: a bit for each of its rows, or null for all

  // Without one: so many rows, their labels, and a bound of their norms.
  const float* const* rows = nullptr;
  const int64_t* labels = nullptr;
  size_t count = 0;
  double norm = 0;
};

}  // namespace likeness
