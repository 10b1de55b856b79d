// Plain C++, for processors without more, and as what the other kernels are held to.

#include <algorithm>

#include "half.h"
#include "kernels.h"
#include "layout.h"

namespace likeness {
namespace {

float Score(const float* query, const float* row, size_t stride) {
  float lanes[16] = {};
  for (size_t from = 0; from < stride; from += 16) {
    for (size_t lane = 0; lane < 16; lane++) lanes[lane] += query[from + lane] * row[from + lane];
  }
  for (size_t half = 8; half > 0; half /= 2) {
    for (size_t lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
  }
  return lanes[0];
}

void ScoreAll(const float* const* queries, size_t query_count, const float* const* rows, size_t row_count,
              size_t stride, float* scores, size_t pitch) {
  for (size_t row = 0; row < row_count; row++) {
    for (size_t query = 0; query < query_count; query++) {
      scores[query * pitch + row] = Score(queries[query], rows[row], stride);
    }
  }
}

void SiftBytes(const ByteProbe* probes, size_t count, const uint8_t* codes, const float* scales, size_t steps,
               size_t quads, uint64_t* kept, size_t pitch) {
  constexpr size_t kGroups = kStepRows / kGroupRows;
  for (size_t query = 0; query < count; query++) {
    const ByteProbe& probe = probes[query];
    for (size_t group = 0; group < steps * kGroups; group++) {
      int32_t sums[kGroupRows];
      std::fill_n(sums, kGroupRows, -probe.offset);
      const uint8_t* code = codes + group * quads * kGroupRows * 4;
      for (size_t quad = 0; quad < quads; quad++) {
        const int8_t* digits = probe.digits + quad * 4;
        for (size_t row = 0; row < kGroupRows; row++, code += 4) {
          sums[row] += code[0] * digits[0] + code[1] * digits[1] + code[2] * digits[2] + code[3] * digits[3];
        }
      }
      uint64_t bits = 0;
      for (size_t row = 0; row < kGroupRows; row++) {
        const float value = (static_cast<float>(sums[row]) + probe.slack) * scales[group * kGroupRows + row];
        bits |= static_cast<uint64_t>(value > probe.cut) << row;
      }
      uint64_t& word = kept[query * pitch + group / kGroups];
      word = (group % kGroups == 0 ? 0 : word) | bits << group % kGroups * kGroupRows;
    }
  }
}

void SiftHalves(const HalfProbe* probes, size_t count, const uint16_t* codes, size_t steps, size_t dimension,
                uint64_t* kept, size_t pitch) {
  constexpr size_t kGroups = kStepRows / kGroupRows;
  for (size_t query = 0; query < count; query++) {
    const HalfProbe& probe = probes[query];
    for (size_t group = 0; group < steps * kGroups; group++) {
      float sums[kGroupRows] = {};
      const uint16_t* code = codes + group * dimension * kGroupRows;
      for (size_t at = 0; at < dimension; at++) {
        for (size_t row = 0; row < kGroupRows; row++) sums[row] += FromHalf(*code++) * probe.values[at];
      }
      uint64_t bits = 0;
      for (size_t row = 0; row < kGroupRows; row++) bits |= static_cast<uint64_t>(sums[row] > probe.cut) << row;
      uint64_t& word = kept[query * pitch + group / kGroups];
      word = (group % kGroups == 0 ? 0 : word) | bits << group % kGroups * kGroupRows;
    }
  }
}

}  // namespace

const Kernels kPortableKernels = {"portable", ScoreAll, SiftBytes, SiftHalves};

}  // namespace likeness
