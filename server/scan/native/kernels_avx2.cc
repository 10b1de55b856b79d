// AVX2 with FMA and F16C: Intel from Haswell, AMD from Zen. With AVX-VNNI (Intel from Alder Lake, AMD from
// Zen 5) for bytes where there is that.

#if defined(__x86_64__)

#include <immintrin.h>

#include <algorithm>
#include <cstring>

#include "kernels.h"
#include "layout.h"

#define LIKENESS_AVX2 __attribute__((target("avx2,fma,f16c")))
#define LIKENESS_AVXVNNI __attribute__((target("avx2,fma,f16c,avxvnni")))

namespace likeness {
namespace {

constexpr size_t kTile = 4;      // rows at a time
constexpr size_t kRegister = 8;  // values in a register
constexpr size_t kAhead = 8192;  // bytes of halves that are fetched ahead of their turn

// Four rows with one query. Sixteen lanes are two registers.
LIKENESS_AVX2 inline __m128 ScoreRows(const float* query, const float* const* rows, size_t stride) {
  __m256 low[kTile];
  __m256 high[kTile];
#pragma GCC unroll 4
  for (size_t row = 0; row < kTile; row++) low[row] = high[row] = _mm256_setzero_ps();
  for (size_t at = 0; at < stride; at += 16) {
    const __m256 query_low = _mm256_loadu_ps(query + at);
    const __m256 query_high = _mm256_loadu_ps(query + at + 8);
#pragma GCC unroll 4
    for (size_t row = 0; row < kTile; row++) {
      low[row] = _mm256_fmadd_ps(query_low, _mm256_loadu_ps(rows[row] + at), low[row]);
      high[row] = _mm256_fmadd_ps(query_high, _mm256_loadu_ps(rows[row] + at + 8), high[row]);
    }
  }
  __m128 sum[kTile];
#pragma GCC unroll 4
  for (size_t row = 0; row < kTile; row++) {
    const __m256 eight = _mm256_add_ps(low[row], high[row]);
    sum[row] = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  }
  // Lanes 0 and 2, 1 and 3, then the two.
  const __m128 even = _mm_add_ps(_mm_unpacklo_ps(sum[0], sum[2]), _mm_unpackhi_ps(sum[0], sum[2]));
  const __m128 odd = _mm_add_ps(_mm_unpacklo_ps(sum[1], sum[3]), _mm_unpackhi_ps(sum[1], sum[3]));
  const __m128 all = _mm_add_ps(_mm_movelh_ps(even, odd), _mm_movehl_ps(odd, even));  // rows 0 2 1 3
  return _mm_shuffle_ps(all, all, _MM_SHUFFLE(3, 1, 2, 0));
}

LIKENESS_AVX2 void ScoreAll(const float* const* queries, size_t query_count, const float* const* rows,
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
    for (size_t query = 0; query < query_count; query++) {
      float four[kTile];
      _mm_storeu_ps(four, ScoreRows(queries[query], tile, stride));
      std::copy_n(four, count, scores + query * pitch + from);
    }
  }
}

constexpr size_t kGroups = kStepRows / kGroupRows;

// What a group of sixteen rows sums up to, in two registers.
struct Sums {
  __m256i low;
  __m256i high;
};

LIKENESS_AVX2 inline __m256i Load(const uint8_t* codes) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(codes));
}

LIKENESS_AVX2 inline __m256i Digits(const ByteProbe& probe, size_t quad) {
  int32_t digits;
  std::memcpy(&digits, probe.digits + quad * 4, 4);
  return _mm256_set1_epi32(digits);
}

// The products of four digits of eight rows and a query. maddubs wants one factor without a sign, and adds two
// products in 16 bits: |row's digit| x (query's with the row's sign) is at most 127 x 127 x 2 = 32,258.
LIKENESS_AVX2 inline __m256i Products(__m256i codes, __m256i digits) {
  const __m256i rows = _mm256_xor_si256(codes, _mm256_set1_epi8(-128));
  const __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(rows), _mm256_sign_epi8(digits, rows));
  return _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}

LIKENESS_AVX2 inline Sums SumGroup(const ByteProbe& probe, const uint8_t* codes, size_t quads) {
  Sums sums = {_mm256_setzero_si256(), _mm256_setzero_si256()};
  for (size_t quad = 0; quad < quads; quad++, codes += kCacheLine) {
    const __m256i digits = Digits(probe, quad);
    sums.low = _mm256_add_epi32(sums.low, Products(Load(codes), digits));
    sums.high = _mm256_add_epi32(sums.high, Products(Load(codes + 32), digits));
  }
  return sums;
}

// Two chains for each register, since a sum waits some cycles for the one before.
LIKENESS_AVXVNNI inline Sums SumGroupVnni(const ByteProbe& probe, const uint8_t* codes, size_t quads) {
  Sums even = {_mm256_set1_epi32(-probe.offset), _mm256_set1_epi32(-probe.offset)};
  Sums odd = {_mm256_setzero_si256(), _mm256_setzero_si256()};
  size_t quad = 0;
  for (; quad + 2 <= quads; quad += 2, codes += 2 * kCacheLine) {
    const __m256i first = Digits(probe, quad);
    const __m256i second = Digits(probe, quad + 1);
    even.low = _mm256_dpbusd_avx_epi32(even.low, Load(codes), first);
    even.high = _mm256_dpbusd_avx_epi32(even.high, Load(codes + 32), first);
    odd.low = _mm256_dpbusd_avx_epi32(odd.low, Load(codes + 64), second);
    odd.high = _mm256_dpbusd_avx_epi32(odd.high, Load(codes + 96), second);
  }
  if (quad < quads) {
    even.low = _mm256_dpbusd_avx_epi32(even.low, Load(codes), Digits(probe, quad));
    even.high = _mm256_dpbusd_avx_epi32(even.high, Load(codes + 32), Digits(probe, quad));
  }
  return {_mm256_add_epi32(even.low, odd.low), _mm256_add_epi32(even.high, odd.high)};
}

// Bit i: whether row i of eight passes.
LIKENESS_AVX2 inline uint64_t Passing(__m256i sums, const ByteProbe& probe, const float* scales) {
  const __m256 value = _mm256_add_ps(_mm256_cvtepi32_ps(sums), _mm256_set1_ps(probe.slack));
  const __m256 scaled = _mm256_mul_ps(value, _mm256_loadu_ps(scales));
  return static_cast<uint64_t>(_mm256_movemask_ps(_mm256_cmp_ps(scaled, _mm256_set1_ps(probe.cut), _CMP_GT_OQ)));
}

LIKENESS_AVX2 inline uint64_t Passing(const Sums& sums, const ByteProbe& probe, const float* scales) {
  return Passing(sums.low, probe, scales) | Passing(sums.high, probe, scales + kRegister) << kRegister;
}

LIKENESS_AVX2 void SiftBytes(const ByteProbe* probes, size_t count, const uint8_t* codes, const float* scales,
                             size_t steps, size_t quads, uint64_t* kept, size_t pitch) {
  for (size_t query = 0; query < count; query++) {
    for (size_t step = 0; step < steps; step++) {
      uint64_t bits = 0;
      for (size_t g = 0; g < kGroups; g++) {
        const size_t group = step * kGroups + g;
        const Sums sums = SumGroup(probes[query], codes + group * quads * kCacheLine, quads);
        bits |= Passing(sums, probes[query], scales + group * kGroupRows) << (g * kGroupRows);
      }
      kept[query * pitch + step] = bits;
    }
  }
}

LIKENESS_AVXVNNI void SiftBytesVnni(const ByteProbe* probes, size_t count, const uint8_t* codes, const float* scales,
                                    size_t steps, size_t quads, uint64_t* kept, size_t pitch) {
  for (size_t query = 0; query < count; query++) {
    for (size_t step = 0; step < steps; step++) {
      uint64_t bits = 0;
      for (size_t g = 0; g < kGroups; g++) {
        const size_t group = step * kGroups + g;
        const Sums sums = SumGroupVnni(probes[query], codes + group * quads * kCacheLine, quads);
        bits |= Passing(sums, probes[query], scales + group * kGroupRows) << (g * kGroupRows);
      }
      kept[query * pitch + step] = bits;
    }
  }
}

LIKENESS_AVX2 inline __m256 Halves(const uint16_t* codes) {
  return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(codes)));
}

// Bit i: whether row i of a group passes.
LIKENESS_AVX2 inline uint64_t SiftGroup(const HalfProbe& probe, const uint16_t* codes, size_t dimension) {
  constexpr size_t kChains = 4;
  __m256 low[kChains];
  __m256 high[kChains];
#pragma GCC unroll 4
  for (size_t chain = 0; chain < kChains; chain++) low[chain] = high[chain] = _mm256_setzero_ps();
  size_t at = 0;
  for (; at + kChains <= dimension; at += kChains, codes += kChains * kGroupRows) {
    const char* ahead = reinterpret_cast<const char*>(codes) + kAhead;
    _mm_prefetch(ahead, _MM_HINT_T0);
    _mm_prefetch(ahead + kCacheLine, _MM_HINT_T0);
#pragma GCC unroll 4
    for (size_t chain = 0; chain < kChains; chain++) {
      const __m256 value = _mm256_set1_ps(probe.values[at + chain]);
      low[chain] = _mm256_fmadd_ps(Halves(codes + chain * kGroupRows), value, low[chain]);
      high[chain] = _mm256_fmadd_ps(Halves(codes + chain * kGroupRows + kRegister), value, high[chain]);
    }
  }
  for (; at < dimension; at++, codes += kGroupRows) {
    const __m256 value = _mm256_set1_ps(probe.values[at]);
    low[0] = _mm256_fmadd_ps(Halves(codes), value, low[0]);
    high[0] = _mm256_fmadd_ps(Halves(codes + kRegister), value, high[0]);
  }
  const __m256 cut = _mm256_set1_ps(probe.cut);
  const __m256 low_sum = _mm256_add_ps(_mm256_add_ps(low[0], low[1]), _mm256_add_ps(low[2], low[3]));
  const __m256 high_sum = _mm256_add_ps(_mm256_add_ps(high[0], high[1]), _mm256_add_ps(high[2], high[3]));
  const int low_bits = _mm256_movemask_ps(_mm256_cmp_ps(low_sum, cut, _CMP_GT_OQ));
  const int high_bits = _mm256_movemask_ps(_mm256_cmp_ps(high_sum, cut, _CMP_GT_OQ));
  return static_cast<uint64_t>(low_bits | high_bits << kRegister);
}

LIKENESS_AVX2 void SiftHalves(const HalfProbe* probes, size_t count, const uint16_t* codes, size_t steps,
                              size_t dimension, uint64_t* kept, size_t pitch) {
  for (size_t query = 0; query < count; query++) {
    for (size_t step = 0; step < steps; step++) {
      uint64_t bits = 0;
      for (size_t g = 0; g < kGroups; g++) {
        const uint16_t* group = codes + (step * kGroups + g) * dimension * kGroupRows;
        bits |= SiftGroup(probes[query], group, dimension) << (g * kGroupRows);
      }
      kept[query * pitch + step] = bits;
    }
  }
}

}  // namespace

const Kernels kAvx2Kernels = {"avx2", ScoreAll, SiftBytes, SiftHalves};
const Kernels kAvxVnniKernels = {"avxvnni", ScoreAll, SiftBytesVnni, SiftHalves};

}  // namespace likeness

#endif
