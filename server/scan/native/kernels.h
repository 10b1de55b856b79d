// The loops that everything waits for, for the processor that is there.
//
// The score of a query and a row is defined by `score`, and for one processor it is the same to the last bit
// however many queries and rows are compared at once: sixteen lanes, lane l summing the products of values l,
// l + 16, l + 32, ... in this order, each product and sum rounded once (fused), or, in the portable kernels,
// twice; then the upper half of the lanes is added to the lower, until one is left. AVX2 and AVX-512
// agree to the last bit.
#pragma once

#include <cstddef>
#include <cstdint>

namespace likeness {

// A query as bytes. Row r of a group is kept when (sum of digits' products + slack) x scale[r] > cut.
struct ByteProbe {
  const int8_t* digits;  // quads x 4
  int32_t offset;        // 128 x their sum: what the rows' digits being stored as d + 128 adds
  float slack;
  float cut;
};

// A query for halves. A row is kept when the sum of products > cut.
struct HalfProbe {
  const float* values;
  float cut;
};

struct Kernels {
  const char* name;

  // scores[q x pitch + r] for all queries and rows, each `stride` floats, a multiple of 16. Rows may lie
  // anywhere.
  void (*score)(const float* const* queries, size_t query_count, const float* const* rows, size_t row_count,
                size_t stride, float* scores, size_t pitch);

  // kept[q x pitch + s] has bit i set when row 64 s + i may pass. Codes as in layout.h.
  void (*sift_bytes)(const ByteProbe* probes, size_t count, const uint8_t* codes, const float* scales, size_t steps,
                     size_t quads, uint64_t* kept, size_t pitch);
  void (*sift_halves)(const HalfProbe* probes, size_t count, const uint16_t* codes, size_t steps, size_t dimension,
                      uint64_t* kept, size_t pitch);
};

extern const Kernels kPortableKernels;
#if defined(__x86_64__)
extern const Kernels kAvx2Kernels;
extern const Kernels kAvxVnniKernels;  // AVX2's, but for bytes
extern const Kernels kAvx512Kernels;
#endif

// How many roundings a term of a score goes through at most, whichever kernel.
inline size_t ScoreRoundings(size_t stride) { return 2 * (stride / 16) + 4; }
// And a term of what sift_halves sums up, in whatever order.
inline size_t HalfRoundings(size_t dimension) { return 2 * dimension + 2; }

}  // namespace likeness
