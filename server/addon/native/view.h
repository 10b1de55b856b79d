// A borrowed run of values, for want of C++20's std::span. Whoever made it keeps the memory alive.
#pragma once

#include <cstddef>

namespace likeness {

template <typename T>
struct View {
  const T* data;
  size_t size;

  const T* begin() const { return data; }
  const T* end() const { return data + size; }
};

}  // namespace likeness
