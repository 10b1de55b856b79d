#include <algorithm>
#include <cstddef>

#include "crc32c.h"
#include "file.h"
#include "snapshot.h"
#include "snapshot_head.h"

namespace likeness {
namespace {

// A block of the file, in memory.
class Scrubbed {
 public:
  Scrubbed(const File& file, const SnapshotHead& head, size_t at, const Layout& layout)
      : file_(file), layout_(layout), offset_(head.offsets[at]), labels_(head.table[at].rows),
        rows_(labels_.size() * layout.stride) {
    file.ReadAt(offset_, &header_, sizeof header_);
    file.ReadAt(offset_ + LabelsOffset(), labels_.data(), labels_.size() * sizeof(int64_t));
    file.ReadAt(offset_ + RowsOffset(labels_.size()), rows_.data(), rows_.size() * sizeof(float));
    // Or a new checksum would make good what was damaged before.
    CheckSnapshotBlock(file, head, at, layout, header_, labels_.data(), rows_.data());
  }

  // Whether it was there.
  bool Erase(int64_t label) {
    const auto before = [](int64_t written, int64_t wanted) { return LabelOf(written) < wanted; };
    const auto found = std::lower_bound(labels_.begin(), labels_.end(), label, before);
    if (found == labels_.end() || *found != label) return false;
    *found = ~label;
    const auto row = static_cast<size_t>(found - labels_.begin());
    float* const values = rows_.data() + row * layout_.stride;
    std::fill_n(values, layout_.stride, 0.0f);
    file_.WriteAt(offset_ + RowsOffset(labels_.size()) + row * layout_.row_bytes(), values, layout_.row_bytes());
    file_.WriteAt(offset_ + LabelsOffset() + row * sizeof(int64_t), &*found, sizeof(int64_t));
    return true;
  }

  void Seal() {
    const uint32_t crc = BlockCrc(layout_, header_, labels_.data(), rows_.data());
    file_.WriteAt(offset_ + offsetof(SnapshotBlockHeader, crc), &crc, sizeof crc);
  }

 private:
  const File& file_;
  const Layout& layout_;
  const uint64_t offset_;
  SnapshotBlockHeader header_;
  std::vector<int64_t> labels_;
  std::vector<float> rows_;
};

}  // namespace

size_t ScrubSnapshot(const std::string& path, const std::vector<int64_t>& labels,
                     const Cancellation& cancellation) {
  const File file = File::ToUpdate(path);
  const SnapshotHead head = ReadSnapshotHead(file);
  const Layout layout(head.header.dimension, Codes::kNone);
  size_t erased = 0;
  auto next = labels.begin();
  for (size_t at = 0; at < head.table.size(); at++) {
    next = std::lower_bound(next, labels.end(), head.table[at].first);
    const auto end = std::upper_bound(next, labels.end(), head.table[at].last);
    if (next == end) continue;
    cancellation.Check();
    Scrubbed block(file, head, at, layout);
    size_t here = 0;
    for (; next != end; ++next) here += block.Erase(*next);
    if (here > 0) block.Seal();
    erased += here;
  }
  // Also what an earlier call wrote, that did not come so far.
  file.SyncData();
  return erased;
}

}  // namespace likeness
