// Half precision, IEEE 754-2019 binary16, without the processor's help.
#pragma once

#include <cstdint>
#include <cstring>

namespace likeness {

constexpr float kLargestHalf = 65504.0f;

inline float FromHalf(uint16_t half) {
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000u) << 16;
  const uint32_t rest = static_cast<uint32_t>(half & 0x7fffu) << 13;
  // The exponent is off by 112: a multiplication by 2^112 puts it right, for subnormal halves as well. Codes
  // are never infinite.
  float value;
  std::memcpy(&value, &rest, sizeof value);
  value *= 0x1p112f;
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  bits |= sign;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// To the nearest, ties to even. For magnitudes up to kLargestHalf.
inline uint16_t ToHalf(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const auto sign = static_cast<uint16_t>((bits >> 16) & 0x8000u);
  bits &= 0x7fffffffu;
  if (bits < (113u << 23)) {
    // Subnormal: adding 0.5 leaves its multiple of 2^-24 in the lowest bits, rounded by the adder.
    float magnitude;
    std::memcpy(&magnitude, &bits, sizeof magnitude);
    magnitude += 0.5f;
    std::memcpy(&bits, &magnitude, sizeof bits);
    return static_cast<uint16_t>(sign | (bits - 0x3f000000u));
  }
  bits += 0xfffu + ((bits >> 13) & 1u);
  return static_cast<uint16_t>(sign | ((bits >> 13) - (112u << 10)));
}

}  // namespace likeness
