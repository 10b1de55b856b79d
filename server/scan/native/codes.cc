#include "codes.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "half.h"
#include "probe.h"

namespace likeness {
namespace {

uint8_t* DigitsOf(const Layout& layout, size_t row, size_t quad, std::byte* codes) {
  const size_t group = row / kGroupRows;
  return reinterpret_cast<uint8_t*>(codes) + ((group * layout.quads + quad) * kGroupRows + row % kGroupRows) * 4;
}

uint16_t* HalfOf(const Layout& layout, size_t row, size_t at, std::byte* codes) {
  const size_t group = row / kGroupRows;
  return reinterpret_cast<uint16_t*>(codes) + (group * layout.dimension + at) * kGroupRows + row % kGroupRows;
}

void Widen(double& bound, double value) { bound = std::max(bound, value); }

void EncodeBytes(const Layout& layout, const float* vector, size_t row, std::byte* codes, float* scales,
                 CodeBounds& bounds) {
  const Quantised quantised = Quantise(vector, layout.dimension, [&](size_t at, int digit) {
    DigitsOf(layout, row, at / 4, codes)[at % 4] = static_cast<uint8_t>(digit + 128);
  });
  for (size_t at = layout.dimension; at < layout.quads * 4; at++) {
    DigitsOf(layout, row, at / 4, codes)[at % 4] = 128;
  }
  const float scale = quantised.scale;
  scales[row] = scale;
  if (scale == 0) return;  // no error: all zeros
  if (!(scale >= kSmallestScale && scale <= kLargestScale)) {
    bounds.usable = false;
    return;
  }
  Widen(bounds.error, quantised.error / static_cast<double>(scale) * kUp);
  Widen(bounds.code_norm, quantised.digit_norm);
}

void EncodeHalves(const Layout& layout, const float* vector, size_t row, std::byte* codes, CodeBounds& bounds) {
  double error = 0;
  double norm = 0;
  for (size_t at = 0; at < layout.dimension; at++) {
    const float value = vector[at];
    const bool fits = std::fabs(value) <= kLargestHalf;
    if (!fits) bounds.usable = false;
    const uint16_t half = ToHalf(fits ? value : 0.0f);
    *HalfOf(layout, row, at, codes) = half;
    const double kept = static_cast<double>(FromHalf(half));
    error += (static_cast<double>(value) - kept) * (static_cast<double>(value) - kept);
    norm += kept * kept;
  }
  Widen(bounds.error, std::sqrt(error) * kUp);
  Widen(bounds.code_norm, std::sqrt(norm) * kUp);
}

}  // namespace

void Encode(const Layout& layout, const float* vector, size_t row, std::byte* codes, float* scales,
            CodeBounds& bounds) {
  Widen(bounds.norm, NormOf(vector, layout.dimension));
  switch (layout.codes) {
    case Codes::kNone: return;
    case Codes::kHalves: return EncodeHalves(layout, vector, row, codes, bounds);
    case Codes::kBytes: return EncodeBytes(layout, vector, row, codes, scales, bounds);
  }
}

void MoveCodes(const Layout& layout, size_t from, size_t to, std::byte* codes, float* scales) {
  if (layout.codes == Codes::kBytes) {
    scales[to] = scales[from];
    for (size_t quad = 0; quad < layout.quads; quad++) {
      std::memcpy(DigitsOf(layout, to, quad, codes), DigitsOf(layout, from, quad, codes), 4);
    }
  } else if (layout.codes == Codes::kHalves) {
    for (size_t at = 0; at < layout.dimension; at++) {
      *HalfOf(layout, to, at, codes) = *HalfOf(layout, from, at, codes);
    }
  }
}

void ClearCodes(const Layout& layout, size_t row, std::byte* codes, float* scales) {
  if (layout.codes == Codes::kBytes) {
    scales[row] = 0;
    for (size_t quad = 0; quad < layout.quads; quad++) std::memset(DigitsOf(layout, row, quad, codes), 0, 4);
  } else if (layout.codes == Codes::kHalves) {
    for (size_t at = 0; at < layout.dimension; at++) *HalfOf(layout, row, at, codes) = 0;
  }
}

}  // namespace likeness
