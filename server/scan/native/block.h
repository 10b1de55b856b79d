// Up to 4,096 labelled vectors in ascending order of their labels, with their codes.
//
// Not thread safe. What is taken out is overwritten, and so is all of it in the end.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "arena.h"
#include "codes.h"
#include "layout.h"

namespace likeness {

class Block {
 public:
  // Room for `capacity` rows, a multiple of kStepRows up to kBlockRows. Throws std::bad_alloc.
  Block(const Layout& layout, const std::shared_ptr<Arena>& arena, size_t capacity);

  // Labels and rows in memory that is `owner`'s and is never written to, without codes. `norm` is a bound of the
  // rows' norms.
  Block(const Layout& layout, std::shared_ptr<const void> owner, const int64_t* labels, const float* floats,
        size_t count, double norm);
  ~Block();

  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  size_t count() const { return count_; }
  size_t capacity() const { return capacity_; }
  size_t bytes() const { return owner_ ? 0 : layout_.Bytes(capacity_); }
  int64_t first() const { return labels_[0]; }
  int64_t last() const { return labels_[count_ - 1]; }
  // Whether the row of a label between the two is known without a look.
  bool has_no_gaps() const { return static_cast<uint64_t>(last() - first()) == count_ - 1; }
  const int64_t* labels() const { return labels_; }
  const float* row(size_t at) const { return floats_ + at * layout_.stride; }
  const std::byte* codes() const { return codes_; }
  const float* scales() const { return scales_; }
  const CodeBounds& bounds() const { return bounds_; }

  // The first row whose label is not below `label`, or count().
  size_t LowerBound(int64_t label) const;

  // The row of `label`, or count() when it is not here.
  size_t Find(int64_t label) const;

  // Writes row count() + `ahead`, which nobody sees before Publish(). `vector` has layout.dimension floats.
  void Stage(size_t ahead, int64_t label, const float* vector);
  // The `staged` rows after the last are the block's.
  void Publish(size_t staged) { count_ += staged; }

  // For whoever fills rows 0 to `count` - 1 in place, as a file is read: then Settle(count) makes the codes.
  // The padding of rows stays zero.
  int64_t* labels_to_fill() { return labels_; }
  float* rows_to_fill() { return floats_; }
  void Settle(size_t count);

  // While anybody holds a pin, who must have the index's lock to take it, the rows that there are now stay as they
  // are: the block is copied to be changed.
  bool pinned() const { return pins_.load(std::memory_order_acquire) > 0; }
  void Pin() const { pins_.fetch_add(1, std::memory_order_relaxed); }
  void Unpin() const { pins_.fetch_sub(1, std::memory_order_release); }

  // Takes out rows, given in ascending order, and closes the gaps.
  void Remove(const std::vector<size_t>& rows) noexcept;

 private:
  void Overwrite(size_t from, size_t to) noexcept;

  const Layout layout_;
  const size_t capacity_;
  std::shared_ptr<const void> owner_;
  std::shared_ptr<Arena> arena_;  // null when the block has memory of its own
  std::byte* memory_ = nullptr;
  float* floats_;
  std::byte* codes_ = nullptr;
  float* scales_ = nullptr;
  int64_t* labels_;
  size_t count_ = 0;
  CodeBounds bounds_;
  mutable std::atomic<size_t> pins_{0};
};

}  // namespace likeness
