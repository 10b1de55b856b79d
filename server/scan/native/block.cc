#include "block.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace likeness {

Block::Block(const Layout& layout, const std::shared_ptr<Arena>& arena, size_t capacity)
    : layout_(layout), capacity_(capacity), arena_(capacity == kBlockRows ? arena : nullptr) {
  const size_t bytes = layout.Bytes(capacity);
  if (arena_) {
    memory_ = arena_->Take();
  } else {
    memory_ = static_cast<std::byte*>(::operator new(bytes, std::align_val_t(kCacheLine)));
    std::memset(memory_, 0, bytes);
  }
  floats_ = reinterpret_cast<float*>(memory_);
  codes_ = memory_ + layout.CodesAt(capacity);
  scales_ = reinterpret_cast<float*>(memory_ + layout.ScalesAt(capacity));
  labels_ = reinterpret_cast<int64_t*>(memory_ + layout.LabelsAt(capacity));
}

Block::Block(const Layout& layout, std::shared_ptr<const void> owner, const int64_t* labels, const float* floats,
             size_t count, double norm)
    : layout_(layout),
      capacity_(count),
      owner_(std::move(owner)),
      floats_(const_cast<float*>(floats)),
      labels_(const_cast<int64_t*>(labels)),
      count_(count) {
  bounds_.norm = norm;
  bounds_.usable = false;
}

Block::~Block() {
  if (!memory_) return;
  Overwrite(0, capacity_);
  if (arena_) {
    arena_->GiveBack(memory_);
  } else {
    ::operator delete(memory_, std::align_val_t(kCacheLine));
  }
}

size_t Block::LowerBound(int64_t label) const {
  if (count_ == 0 || label <= first()) return 0;
  if (label > last()) return count_;
  // Labels are 0 or more, so no difference overflows.
  if (has_no_gaps()) return static_cast<size_t>(label - first());
  // Labels are given out in order, so they lie nearly evenly, and the row can be guessed.
  const auto span = static_cast<double>(last() - first());
  const auto offset = static_cast<double>(label - first());
  const auto guess = std::min(count_ - 1, static_cast<size_t>(offset / span * static_cast<double>(count_ - 1) + 0.5));
  if (labels_[guess] == label) return guess;
  // From there by steps that double, then halve.
  size_t low = guess;
  size_t high = guess;
  for (size_t step = 1; low > 0 && labels_[low] >= label; step *= 2) low -= std::min(low, step);
  for (size_t step = 1; high < count_ && labels_[high] < label; step *= 2) high = std::min(count_, high + step);
  return static_cast<size_t>(std::lower_bound(labels_ + low, labels_ + high, label) - labels_);
}

size_t Block::Find(int64_t label) const {
  const size_t row = LowerBound(label);
  return row < count_ && labels_[row] == label ? row : count_;
}

void Block::Stage(size_t ahead, int64_t label, const float* vector) {
  const size_t row = count_ + ahead;
  labels_[row] = label;
  std::memcpy(floats_ + row * layout_.stride, vector, layout_.dimension * sizeof(float));
  Encode(layout_, vector, row, codes_, scales_, bounds_);
}

void Block::Settle(size_t count) {
  count_ = count;
  for (size_t row = 0; row < count; row++) Encode(layout_, this->row(row), row, codes_, scales_, bounds_);
}

void Block::Remove(const std::vector<size_t>& rows) noexcept {
  if (rows.empty()) return;
  size_t to = rows.front();
  for (size_t at = 0; at < rows.size(); at++) {
    const size_t from = rows[at] + 1;
    const size_t end = at + 1 < rows.size() ? rows[at + 1] : count_;
    std::memmove(floats_ + to * layout_.stride, row(from), (end - from) * layout_.row_bytes());
    std::memmove(labels_ + to, labels_ + from, (end - from) * sizeof(int64_t));
    for (size_t row = from; row < end; row++) MoveCodes(layout_, row, to++, codes_, scales_);
  }
  const size_t before = count_;
  count_ = to;
  Overwrite(to, before);
}

void Block::Overwrite(size_t from, size_t to) noexcept {
  std::memset(floats_ + from * layout_.stride, 0, (to - from) * layout_.row_bytes());
  std::memset(labels_ + from, 0, (to - from) * sizeof(int64_t));
  if (from == 0 && to == capacity_) {
    std::memset(codes_, 0, layout_.LabelsAt(capacity_) - layout_.CodesAt(capacity_));
  } else {
    for (size_t row = from; row < to; row++) ClearCodes(layout_, row, codes_, scales_);
  }
  // Or the compiler leaves out what nobody reads before the memory goes.
  __asm__ __volatile__("" : : "r"(memory_) : "memory");
}

}  // namespace likeness
