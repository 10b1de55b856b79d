// The template of codes.h.
#pragma once

#include <algorithm>
#include <cmath>

#include "codes.h"

namespace likeness {

// Norms are summed in double precision from values that are exact or off by a part in 2^53 each; this is far
// more than what is lost.
constexpr double kUp = 1 + 0x1p-20;

template <typename Put>
Quantised Quantise(const float* vector, size_t dimension, Put put) {
  float largest = 0;
  for (size_t at = 0; at < dimension; at++) largest = std::max(largest, std::fabs(vector[at]));
  const float scale = largest / 127.0f;
  if (!(scale >= kSmallestScale && scale <= kLargestScale)) {
    for (size_t at = 0; at < dimension; at++) put(at, 0);
    return {largest == 0 ? 0.0f : scale, 0, 0, 0};
  }
  const float inverse = 1.0f / scale;
  double error = 0;
  int64_t squares = 0;
  int64_t sum = 0;
  for (size_t at = 0; at < dimension; at++) {
    // Whichever digit is taken, the error is that of the one taken.
    const int digit = std::clamp(static_cast<int>(std::lrintf(vector[at] * inverse)), -127, 127);
    const double rest = static_cast<double>(vector[at]) - static_cast<double>(scale) * digit;
    error += rest * rest;
    squares += digit * digit;
    sum += digit;
    put(at, digit);
  }
  return {scale, std::sqrt(error) * kUp, std::sqrt(static_cast<double>(squares)) * kUp, sum};
}

}  // namespace likeness
