// Compares some queries with one part after the other, on one thread.
//
// A tile of rows, small enough to stay in the cache, goes by all queries before the next. With codes, a query
// sifts the tile by them first: what the bound of bound.h cannot rule out is compared in full. Where that
// would be more than half of the rows, they are compared in order instead, and after some such tiles codes
// are left alone for a while: then data that no code can tell apart cost little more than the plain scan.
#pragma once

#include <cstdint>
#include <vector>

#include "best.h"
#include "kernels.h"
#include "layout.h"
#include "part.h"
#include "probe.h"

namespace likeness {

class Scanner {
 public:
  // The queries `from` to `from` + `count` - 1 of `probes`; `most` and `floor` as in Best.
  Scanner(const Kernels& kernels, const Layout& layout, const Probes& probes, size_t from, size_t count, size_t most,
          float floor);

  // Parts in ascending order of labels.
  void Scan(const Part& part);

  std::vector<Best>& best() { return best_; }
  // Pairs of a query and a row that passed the codes.
  uint64_t reranked() const { return reranked_; }

 private:
  struct Candidate {
    uint32_t query;
    uint16_t row;
  };

  void ScanBlock(const Block& block, const uint64_t* allowed);
  void ScanRows(const Part& part);
  void ScanTile(const Block& block, const uint64_t* allowed, size_t from, size_t count);
  // Queries of `sifting_` to bits in kept_.
  void Sift(const Block& block, size_t from, size_t steps);
  void Rerank(const Block& block);
  // Queries of `plain_` and `wide_` with rows_, whose labels these are. Of rows without a bit in `allowed`, unless
  // that is null, nothing is kept.
  void Compare(const int64_t* labels, size_t count, const uint64_t* allowed);
  void CompareWide(const int64_t* labels, size_t count, const uint64_t* allowed);
  void Offer(size_t query, const float* scores, const int64_t* labels, size_t count, const uint64_t* allowed);
  bool CanSift(const Block& block, size_t query) const;

  const Kernels& kernels_;
  const Layout layout_;
  const Probes& probes_;
  const size_t from_;
  const size_t tile_rows_;
  std::vector<Best> best_;
  uint64_t reranked_ = 0;

  // Of each query: what the block at hand makes of it, and whether codes help.
  std::vector<float> byte_slack_;
  std::vector<double> half_slack_;
  std::vector<uint8_t> misses_;
  std::vector<uint8_t> resting_;

  // Of the part or tile at hand.
  std::vector<uint32_t> normal_;
  std::vector<uint32_t> wide_;
  std::vector<uint32_t> plain_;
  std::vector<uint32_t> sifting_;
  std::vector<ByteProbe> byte_probes_;
  std::vector<HalfProbe> half_probes_;
  std::vector<uint64_t> kept_;
  std::vector<Candidate> candidates_;
  std::vector<const float*> queries_;
  std::vector<const float*> rows_;
  std::vector<int64_t> labels_;
  std::vector<float> scores_;
};

}  // namespace likeness
