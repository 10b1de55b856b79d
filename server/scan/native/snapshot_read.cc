#include <sys/mman.h>

#include <algorithm>
#include <utility>

#include "failure.h"
#include "file.h"
#include "pool.h"
#include "snapshot.h"
#include "snapshot_head.h"

namespace likeness {
namespace {

void CheckDimension(const File& file, const SnapshotHead& head, const Layout& layout) {
  if (head.header.dimension != layout.dimension) {
    ThrowBadFile(file, "vectors of " + std::to_string(head.header.dimension) + " values, not " +
                           std::to_string(layout.dimension));
  }
}

// Null when all of its rows are gone.
std::shared_ptr<Block> ReadBlock(const File& file, const SnapshotHead& head, size_t at, const Layout& layout,
                                 const std::shared_ptr<Arena>& arena) {
  const size_t count = head.table[at].rows;
  const auto block = std::make_shared<Block>(layout, arena, CapacityFor(count));
  SnapshotBlockHeader header;
  const uint64_t offset = head.offsets[at];
  file.ReadAt(offset, &header, sizeof header);
  int64_t* const labels = block->labels_to_fill();
  file.ReadAt(offset + LabelsOffset(), labels, count * sizeof(int64_t));
  file.ReadAt(offset + RowsOffset(count), block->rows_to_fill(), count * layout.row_bytes());
  CheckSnapshotBlock(file, head, at, layout, header, labels, block->row(0));
  std::vector<size_t> gone;
  for (size_t row = 0; row < count; row++) {
    if (!IsGone(labels[row])) continue;
    labels[row] = LabelOf(labels[row]);
    gone.push_back(row);
  }
  block->Settle(count);
  block->Remove(gone);
  return block->count() == 0 ? nullptr : block;
}

std::shared_ptr<const std::byte> Map(const File& file, uint64_t length) {
  void* const mapped = mmap(nullptr, length, PROT_READ, MAP_SHARED, file.descriptor(), 0);
  if (mapped == MAP_FAILED) ThrowIo("map", file.path());
  return {static_cast<const std::byte*>(mapped),
          [length](const std::byte* memory) { munmap(const_cast<std::byte*>(memory), length); }};
}

}  // namespace

std::vector<std::shared_ptr<Block>> ReadSnapshot(const std::string& path, const Layout& layout,
                                                 const std::shared_ptr<Arena>& arena, size_t threads,
                                                 const Cancellation& cancellation) {
  const File file = File::ToRead(path);
  const SnapshotHead head = ReadSnapshotHead(file);
  CheckDimension(file, head, layout);
  std::vector<std::shared_ptr<Block>> blocks(head.table.size());
  Pool::Shared().ForEach(blocks.size(), threads, [&](size_t at) {
    cancellation.Check();
    blocks[at] = ReadBlock(file, head, at, layout, arena);
  });
  blocks.erase(std::remove(blocks.begin(), blocks.end(), nullptr), blocks.end());
  return blocks;
}

std::vector<std::shared_ptr<Block>> MapSnapshot(const std::string& path, const Layout& layout,
                                                const std::shared_ptr<Arena>& arena, bool trusted,
                                                const Cancellation& cancellation) {
  const File file = File::ToRead(path);
  const SnapshotHead head = ReadSnapshotHead(file);
  CheckDimension(file, head, layout);
  const std::shared_ptr<const std::byte> memory = Map(file, head.header.length);
  std::vector<std::shared_ptr<Block>> blocks;
  for (size_t at = 0; at < head.table.size(); at++) {
    cancellation.Check();
    const SnapshotEntry& entry = head.table[at];
    const std::byte* const from = memory.get() + head.offsets[at];
    const auto* labels = reinterpret_cast<const int64_t*>(from + LabelsOffset());
    const auto* rows = reinterpret_cast<const float*>(from + RowsOffset(entry.rows));
    if (std::any_of(labels, labels + entry.rows, IsGone)) {
      // Its labels do not lie in the file as they have to: it is read.
      blocks.push_back(ReadBlock(file, head, at, layout, arena));
      if (!blocks.back()) blocks.pop_back();
      continue;
    }
    CheckSnapshotLabels(file, head, at, labels);
    if (!trusted) {
      CheckSnapshotBlock(file, head, at, layout, *reinterpret_cast<const SnapshotBlockHeader*>(from), labels, rows);
    }
    blocks.push_back(std::make_shared<Block>(layout, memory, labels, rows, entry.rows, entry.norm));
  }
  return blocks;
}

SnapshotAbout ReadSnapshotAbout(const std::string& path) {
  const SnapshotHead head = ReadSnapshotHead(File::ToRead(path));
  return {head.about, head.header.version, head.header.dimension, head.header.rows};
}

}  // namespace likeness
