#include "best.h"

#include <algorithm>
#include <utility>

namespace likeness {

void Best::Take(float score, int64_t label) {
  const Hit hit{score, label};
  if (hits_.size() < most_) {
    hits_.push_back(hit);
    if (hits_.size() == most_) std::make_heap(hits_.begin(), hits_.end(), IsBetter);
    return;
  }
  std::pop_heap(hits_.begin(), hits_.end(), IsBetter);
  hits_.back() = hit;
  std::push_heap(hits_.begin(), hits_.end(), IsBetter);
}

void Best::Merge(Best& other) {
  hits_.insert(hits_.end(), other.hits_.begin(), other.hits_.end());
  other.hits_.clear();
}

std::vector<Hit> Best::Sorted() {
  std::vector<Hit> sorted = std::move(hits_);
  hits_.clear();
  std::sort(sorted.begin(), sorted.end(), IsBetter);
  if (sorted.size() > most_) sorted.resize(most_);
  return sorted;
}

}  // namespace likeness
