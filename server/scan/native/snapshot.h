// An index as a file: snapshot_format.h says how it looks.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "arena.h"
#include "block.h"
#include "cancellation.h"
#include "layout.h"

namespace likeness {

// The rows that a block has now, pinned.
class SnapshotBlock {
 public:
  explicit SnapshotBlock(std::shared_ptr<const Block> block)
      : block_(std::move(block)), count_(block_->count()), norm_(block_->bounds().norm) {
    block_->Pin();
  }
  ~SnapshotBlock() { Release(); }
  SnapshotBlock(SnapshotBlock&&) = default;
  SnapshotBlock& operator=(SnapshotBlock&&) = delete;

  size_t count() const { return count_; }
  double norm() const { return norm_; }
  const int64_t* labels() const { return block_->labels(); }
  const float* rows() const { return block_->row(0); }

  void Release() {
    if (block_) block_->Unpin();
    block_.reset();
  }

 private:
  std::shared_ptr<const Block> block_;  // null once released, or moved from
  size_t count_;
  double norm_;
};

// Replaces `path` as a whole, and durably: readers see the old file or the new one. Lets go of each block when
// it is written. Throws io, cancelled.
void WriteSnapshot(const std::string& path, const Layout& layout, const std::string& about,
                   std::vector<SnapshotBlock> blocks, const Cancellation& cancellation);

// These throw io where the file cannot be read, and bad_file, which says what is wrong, where it is not a whole
// snapshot of this dimension.

// Every checksum, label and value is checked.
std::vector<std::shared_ptr<Block>> ReadSnapshot(const std::string& path, const Layout& layout,
                                                 const std::shared_ptr<Arena>& arena, size_t threads,
                                                 const Cancellation& cancellation);

// The same blocks as they lie in the file, mapped into memory. If `trusted`, of the rows nothing is read now.
std::vector<std::shared_ptr<Block>> MapSnapshot(const std::string& path, const Layout& layout,
                                                const std::shared_ptr<Arena>& arena, bool trusted,
                                                const Cancellation& cancellation);

struct SnapshotAbout {
  std::string about;
  uint32_t version;
  uint32_t dimension;
  uint64_t rows;  // as they were written
};

// Without the blocks.
SnapshotAbout ReadSnapshotAbout(const std::string& path);

// Overwrites the rows of `labels`, ascending and each once, where they are in the file; durably. Returns how many
// were there.
size_t ScrubSnapshot(const std::string& path, const std::vector<int64_t>& labels, const Cancellation& cancellation);

}  // namespace likeness
