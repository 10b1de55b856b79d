// A row as codes, and how far off they may be.
#pragma once

#include <cstddef>
#include <cstdint>

#include "layout.h"

namespace likeness {

// Of all rows of a block: upper bounds, which removing rows leaves as they are. bound.h says what for.
struct CodeBounds {
  // Euclidean norm of a vector.
  double norm = 0;
  // Halves: of the vector less its code, and of the code. Bytes: the same, divided by the row's scale.
  double error = 0;
  double code_norm = 0;
  // Whether codes say anything: not where one of the rows is beyond what they hold.
  bool usable = true;
};

// Writes the codes of one vector of `layout.dimension` floats to row `row`, and widens `bounds` by it. `codes` and
// `scales` are the block's own.
void Encode(const Layout& layout, const float* vector, size_t row, std::byte* codes, float* scales,
            CodeBounds& bounds);

// Copies the codes of row `from` over those of row `to`.
void MoveCodes(const Layout& layout, size_t from, size_t to, std::byte* codes, float* scales);

// What a row without a vector has.
void ClearCodes(const Layout& layout, size_t row, std::byte* codes, float* scales);

// Digits in -127..127 of what `vector` is in units of `scale`, and what is left over.
struct Quantised {
  float scale;
  double error;       // norm of the vector less scale x digits
  double digit_norm;  // norm of the digits
  int64_t digit_sum;
};

// Digits go to put(at, digit).
template <typename Put>
Quantised Quantise(const float* vector, size_t dimension, Put put);

// Scales are comfortable floats, so that no product of two of them and a sum of digits leaves the range.
constexpr float kSmallestScale = 0x1p-60f;
constexpr float kLargestScale = 0x1p60f;

}  // namespace likeness

#include "quantise.h"
