// AVX-512 with VNNI: Intel from Ice Lake, AMD from Zen 4.

#if defined(__x86_64__)

// What GCC's own headers do to say "undefined" (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"

#include <immintrin.h>

#include <algorithm>
#include <cstring>

#include "kernels.h"
#include "layout.h"

#define LIKENESS_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,f16c")))
#define LIKENESS_INLINE512 __attribute__((always_inline)) LIKENESS_AVX512 inline

namespace likeness {
namespace {

constexpr size_t kTile = 16;           // results at a time
constexpr size_t kGroups = kStepRows / kGroupRows;
constexpr size_t kAhead = 8192;        // bytes of halves that are fetched ahead of their turn
constexpr int kChains = 4;             // sums side by side, since each waits some cycles for the one before

// Lane i: the sum of sums[i], whose upper half is added to its lower until one lane is left.
LIKENESS_INLINE512 __m512 SumEach(const __m512 (&sums)[kTile]) {
  __m512 half[8];
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) {
    half[i] = _mm512_add_ps(_mm512_shuffle_f32x4(sums[i], sums[i + 8], 0x44),
                            _mm512_shuffle_f32x4(sums[i], sums[i + 8], 0xee));
  }
  __m512 quarter[4];
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    quarter[i] = _mm512_add_ps(_mm512_shuffle_f32x4(half[i], half[i + 4], 0x88),
                               _mm512_shuffle_f32x4(half[i], half[i + 4], 0xdd));
  }
  __m512 pair[2];
#pragma GCC unroll 2
  for (int i = 0; i < 2; i++) {
    pair[i] = _mm512_add_ps(_mm512_unpacklo_ps(quarter[i], quarter[i + 2]),
                            _mm512_unpackhi_ps(quarter[i], quarter[i + 2]));
  }
  const __m512 all =
      _mm512_add_ps(_mm512_shuffle_ps(pair[0], pair[1], 0x44), _mm512_shuffle_ps(pair[0], pair[1], 0xee));
  // They lie in the order 0 2 1 3, 8 10 9 11, 4 6 5 7, 12 14 13 15.
  const __m512i order = _mm512_setr_epi32(0, 2, 1, 3, 8, 10, 9, 11, 4, 6, 5, 7, 12, 14, 13, 15);
  return _mm512_permutexvar_ps(order, all);
}

// Sixteen rows with one query, four at a time so that memory is read nearly in order, which the processor
// foresees best when it is not told.
LIKENESS_INLINE512 __m512 ScoreRows(const float* query, const float* const* rows, size_t stride) {
  __m512 sums[kTile];
#pragma GCC unroll 4
  for (int from = 0; from < 16; from += 4) {
    __m512 sum[4] = {_mm512_setzero_ps(), _mm512_setzero_ps(), _mm512_setzero_ps(), _mm512_setzero_ps()};
    for (size_t at = 0; at < stride; at += 16) {
      const __m512 value = _mm512_loadu_ps(query + at);
#pragma GCC unroll 4
      for (int row = 0; row < 4; row++) {
        sum[row] = _mm512_fmadd_ps(value, _mm512_loadu_ps(rows[from + row] + at), sum[row]);
      }
    }
#pragma GCC unroll 4
    for (int row = 0; row < 4; row++) sums[from + row] = sum[row];
  }
  return SumEach(sums);
}

// Four rows with four queries: lane 4 q + r.
LIKENESS_INLINE512 __m512 ScoreSquare(const float* const* queries, const float* const* rows, size_t stride) {
  __m512 sums[kTile];
#pragma GCC unroll 16
  for (int i = 0; i < 16; i++) sums[i] = _mm512_setzero_ps();
  for (size_t at = 0; at < stride; at += 16) {
    __m512 row[4];
#pragma GCC unroll 4
    for (int r = 0; r < 4; r++) row[r] = _mm512_loadu_ps(rows[r] + at);
#pragma GCC unroll 4
    for (int q = 0; q < 4; q++) {
      const __m512 query = _mm512_loadu_ps(queries[q] + at);
#pragma GCC unroll 4
      for (int r = 0; r < 4; r++) sums[4 * q + r] = _mm512_fmadd_ps(query, row[r], sums[4 * q + r]);
    }
  }
  return SumEach(sums);
}

LIKENESS_AVX512 void ScoreAll(const float* const* queries, size_t query_count, const float* const* rows,
                              size_t row_count, size_t stride, float* scores, size_t pitch) {
  for (size_t from = 0; from < row_count; from += kTile) {
    const size_t count = std::min(kTile, row_count - from);
    const float* const* tile = rows + from;
    const float* padded[kTile];
    if (count < kTile) {
      std::copy_n(tile, count, padded);
      std::fill(padded + count, padded + kTile, tile[count - 1]);
      tile = padded;
    }
    size_t query = 0;
    for (; query + 4 <= query_count; query += 4) {
      for (size_t row = 0; row < count; row += 4) {
        const __m512 all = ScoreSquare(queries + query, tile + row, stride);
        const auto mask = static_cast<__mmask8>((1u << std::min<size_t>(4, count - row)) - 1);
        float* to = scores + query * pitch + from + row;
        _mm_mask_storeu_ps(to, mask, _mm512_castps512_ps128(all));
        _mm_mask_storeu_ps(to + pitch, mask, _mm512_extractf32x4_ps(all, 1));
        _mm_mask_storeu_ps(to + 2 * pitch, mask, _mm512_extractf32x4_ps(all, 2));
        _mm_mask_storeu_ps(to + 3 * pitch, mask, _mm512_extractf32x4_ps(all, 3));
      }
    }
    for (; query < query_count; query++) {
      const auto mask = static_cast<__mmask16>((1u << count) - 1);
      _mm512_mask_storeu_ps(scores + query * pitch + from, mask, ScoreRows(queries[query], tile, stride));
    }
  }
}

LIKENESS_INLINE512 __m512i Digits(const ByteProbe& probe, size_t quad) {
  int32_t digits;
  std::memcpy(&digits, probe.digits + quad * 4, 4);
  return _mm512_set1_epi32(digits);
}

// Bit i: whether row i of a group passes.
LIKENESS_INLINE512 uint64_t Passing(__m512i sums, const ByteProbe& probe, const float* scales) {
  const __m512 value = _mm512_add_ps(_mm512_cvtepi32_ps(sums), _mm512_set1_ps(probe.slack));
  return _mm512_cmp_ps_mask(_mm512_mul_ps(value, _mm512_loadu_ps(scales)), _mm512_set1_ps(probe.cut), _CMP_GT_OQ);
}

LIKENESS_INLINE512 uint64_t Passing(__m512 sums, const HalfProbe& probe) {
  return _mm512_cmp_ps_mask(sums, _mm512_set1_ps(probe.cut), _CMP_GT_OQ);
}

LIKENESS_INLINE512 __m512 Halves(const uint16_t* codes) {
  return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(codes)));
}

// One query, a group at a time: memory is read from end to end.
LIKENESS_AVX512 uint64_t SiftStep(const ByteProbe& probe, const uint8_t* codes, const float* scales, size_t quads) {
  uint64_t kept = 0;
  for (size_t group = 0; group < kGroups; group++) {
    __m512i sums[kChains] = {_mm512_set1_epi32(-probe.offset), _mm512_setzero_si512(), _mm512_setzero_si512(),
                             _mm512_setzero_si512()};
    size_t quad = 0;
    for (; quad + kChains <= quads; quad += kChains, codes += kChains * kCacheLine) {
#pragma GCC unroll 4
      for (size_t chain = 0; chain < kChains; chain++) {
        const __m512i rows = _mm512_loadu_si512(codes + chain * kCacheLine);
        sums[chain] = _mm512_dpbusd_epi32(sums[chain], rows, Digits(probe, quad + chain));
      }
    }
    for (; quad < quads; quad++, codes += kCacheLine) {
      sums[0] = _mm512_dpbusd_epi32(sums[0], _mm512_loadu_si512(codes), Digits(probe, quad));
    }
    const __m512i all = _mm512_add_epi32(_mm512_add_epi32(sums[0], sums[1]), _mm512_add_epi32(sums[2], sums[3]));
    kept |= Passing(all, probe, scales + group * kGroupRows) << (group * kGroupRows);
  }
  return kept;
}

LIKENESS_AVX512 uint64_t SiftStep(const HalfProbe& probe, const uint16_t* codes, size_t dimension) {
  uint64_t kept = 0;
  for (size_t group = 0; group < kGroups; group++) {
    __m512 sums[kChains] = {_mm512_setzero_ps(), _mm512_setzero_ps(), _mm512_setzero_ps(), _mm512_setzero_ps()};
    size_t at = 0;
    for (; at + kChains <= dimension; at += kChains, codes += kChains * kGroupRows) {
      const char* ahead = reinterpret_cast<const char*>(codes) + kAhead;
      _mm_prefetch(ahead, _MM_HINT_T0);
      _mm_prefetch(ahead + kCacheLine, _MM_HINT_T0);
#pragma GCC unroll 4
      for (size_t chain = 0; chain < kChains; chain++) {
        const __m512 value = _mm512_set1_ps(probe.values[at + chain]);
        sums[chain] = _mm512_fmadd_ps(Halves(codes + chain * kGroupRows), value, sums[chain]);
      }
    }
    for (; at < dimension; at++, codes += kGroupRows) {
      sums[0] = _mm512_fmadd_ps(Halves(codes), _mm512_set1_ps(probe.values[at]), sums[0]);
    }
    const __m512 all = _mm512_add_ps(_mm512_add_ps(sums[0], sums[1]), _mm512_add_ps(sums[2], sums[3]));
    kept |= Passing(all, probe) << (group * kGroupRows);
  }
  return kept;
}

// Four queries with four groups: what is loaded once is used four times.
LIKENESS_AVX512 void SiftStepOfFour(const ByteProbe* probes, const uint8_t* codes, const float* scales, size_t quads,
                                    uint64_t* kept, size_t pitch) {
  __m512i sums[4][kGroups];
#pragma GCC unroll 16
  for (size_t i = 0; i < 16; i++) sums[i / 4][i % 4] = _mm512_set1_epi32(-probes[i / 4].offset);
  for (size_t quad = 0; quad < quads; quad++) {
    __m512i rows[kGroups];
#pragma GCC unroll 4
    for (size_t g = 0; g < kGroups; g++) rows[g] = _mm512_loadu_si512(codes + (g * quads + quad) * kCacheLine);
#pragma GCC unroll 4
    for (size_t q = 0; q < 4; q++) {
      const __m512i digits = Digits(probes[q], quad);
#pragma GCC unroll 4
      for (size_t g = 0; g < kGroups; g++) sums[q][g] = _mm512_dpbusd_epi32(sums[q][g], rows[g], digits);
    }
  }
#pragma GCC unroll 4
  for (size_t q = 0; q < 4; q++) {
    uint64_t bits = 0;
#pragma GCC unroll 4
    for (size_t g = 0; g < kGroups; g++) {
      bits |= Passing(sums[q][g], probes[q], scales + g * kGroupRows) << (g * kGroupRows);
    }
    kept[q * pitch] = bits;
  }
}

LIKENESS_AVX512 void SiftStepOfFour(const HalfProbe* probes, const uint16_t* codes, size_t dimension, uint64_t* kept,
                                    size_t pitch) {
  __m512 sums[4][kGroups];
#pragma GCC unroll 16
  for (size_t i = 0; i < 16; i++) sums[i / 4][i % 4] = _mm512_setzero_ps();
  for (size_t at = 0; at < dimension; at++) {
    __m512 rows[kGroups];
#pragma GCC unroll 4
    for (size_t g = 0; g < kGroups; g++) rows[g] = Halves(codes + (g * dimension + at) * kGroupRows);
#pragma GCC unroll 4
    for (size_t q = 0; q < 4; q++) {
      const __m512 value = _mm512_set1_ps(probes[q].values[at]);
#pragma GCC unroll 4
      for (size_t g = 0; g < kGroups; g++) sums[q][g] = _mm512_fmadd_ps(rows[g], value, sums[q][g]);
    }
  }
#pragma GCC unroll 4
  for (size_t q = 0; q < 4; q++) {
    uint64_t bits = 0;
#pragma GCC unroll 4
    for (size_t g = 0; g < kGroups; g++) bits |= Passing(sums[q][g], probes[q]) << (g * kGroupRows);
    kept[q * pitch] = bits;
  }
}

LIKENESS_AVX512 void SiftBytes(const ByteProbe* probes, size_t count, const uint8_t* codes, const float* scales,
                               size_t steps, size_t quads, uint64_t* kept, size_t pitch) {
  const size_t step_bytes = quads * 4 * kStepRows;
  size_t query = 0;
  for (; query + 4 <= count; query += 4) {
    for (size_t step = 0; step < steps; step++) {
      SiftStepOfFour(probes + query, codes + step * step_bytes, scales + step * kStepRows, quads,
                     kept + query * pitch + step, pitch);
    }
  }
  for (; query < count; query++) {
    for (size_t step = 0; step < steps; step++) {
      kept[query * pitch + step] = SiftStep(probes[query], codes + step * step_bytes, scales + step * kStepRows, quads);
    }
  }
}

LIKENESS_AVX512 void SiftHalves(const HalfProbe* probes, size_t count, const uint16_t* codes, size_t steps,
                                size_t dimension, uint64_t* kept, size_t pitch) {
  const size_t step_size = dimension * kStepRows;
  size_t query = 0;
  for (; query + 4 <= count; query += 4) {
    for (size_t step = 0; step < steps; step++) {
      SiftStepOfFour(probes + query, codes + step * step_size, dimension, kept + query * pitch + step, pitch);
    }
  }
  for (; query < count; query++) {
    for (size_t step = 0; step < steps; step++) {
      kept[query * pitch + step] = SiftStep(probes[query], codes + step * step_size, dimension);
    }
  }
}

}  // namespace

const Kernels kAvx512Kernels = {"avx512", ScoreAll, SiftBytes, SiftHalves};

}  // namespace likeness

#endif
