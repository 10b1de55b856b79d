// The best rows of one query so far: higher scores first, equals by ascending label.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace likeness {

struct Hit {
  float score;
  int64_t label;
};

inline bool IsBetter(const Hit& a, const Hit& b) {
  return a.score > b.score || (a.score == b.score && a.label < b.label);
}

class Best {
 public:
  static constexpr size_t kAll = std::numeric_limits<size_t>::max();

  // The best `most`, 1 or more, of those above `floor`.
  Best(size_t most, float floor) : most_(most), floor_(floor) {}

  // A row has to score more than this. Rows come in ascending order of their labels, so one that scores the
  // same as the last is not better.
  float least() const { return hits_.size() < most_ ? floor_ : hits_.front().score; }

  // Whether anything at all can be ruled out.
  bool rules_out() const { return least() > -std::numeric_limits<float>::infinity(); }

  // `score` is more than least().
  void Take(float score, int64_t label);

  // The best first; nothing is left here.
  std::vector<Hit> Sorted();
  void Merge(Best& other);

 private:
  size_t most_;
  float floor_;
  std::vector<Hit> hits_;  // a heap with the worst in front, once there are `most_`
};

}  // namespace likeness
