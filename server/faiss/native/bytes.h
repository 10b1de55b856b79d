// What an index takes of memory.
#pragma once

#include <faiss/Index.h>

#include <cstddef>

namespace likeness {

// Sizes, not capacities: a vector that has just grown may hold twice as much. In constant time, for it is asked after
// every change.
size_t IndexBytes(const faiss::Index& index);

}  // namespace likeness
