// All blocks, in ascending order of labels. Not thread safe: ScanIndex locks around it.
//
// Changes are made as a whole or, when they throw, not at all. Blocks that are pinned, as by a snapshot that is being
// written, are copied before they change; rows that are added after a block's last do not change it for those who
// remember how many there were.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "arena.h"
#include "block.h"
#include "layout.h"

namespace likeness {

// A label and its vector, layout.dimension floats.
struct Row {
  int64_t label;
  const float* vector;
};

class Table {
 public:
  explicit Table(const Layout& layout);

  const Layout& layout() const { return layout_; }
  const std::shared_ptr<Arena>& arena() const { return arena_; }
  const std::vector<std::shared_ptr<Block>>& blocks() const { return blocks_; }
  size_t size() const { return size_; }
  size_t bytes() const;

  // The block that `label` is in, if it is anywhere; blocks().size() when it cannot be.
  size_t BlockOf(int64_t label) const;
  const float* Find(int64_t label) const;

  // Rows in ascending order, each label once. Throws duplicate_label.
  void Add(const std::vector<Row>& rows);

  // Labels in ascending order, each once. Returns how many were there.
  size_t Remove(const std::vector<int64_t>& labels);

  // Blocks in ascending order of labels, from a file.
  void Replace(std::vector<std::shared_ptr<Block>> blocks);

 private:
  using Blocks = std::vector<std::shared_ptr<Block>>;

  // What block `at` becomes with `rows` in it.
  Blocks Merged(size_t at, const Row* rows, size_t count) const;
  Blocks Built(const std::vector<Row>& rows, size_t most_in_block) const;
  // Where blocks have become nearly empty, joins them or has them give memory back, if there is memory to do it.
  void Tidy(size_t from, size_t to) noexcept;
  void Index();

  const Layout layout_;
  const std::shared_ptr<Arena> arena_;
  Blocks blocks_;
  std::vector<int64_t> firsts_;  // of each block, side by side to be searched
  size_t size_ = 0;
};

}  // namespace likeness
