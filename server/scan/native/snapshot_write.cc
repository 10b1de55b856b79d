#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstring>

#include "crc32c.h"
#include "file.h"
#include "snapshot.h"
#include "snapshot_format.h"

namespace likeness {
namespace {

// Two writes to one path at a time must not share a temporary file.
std::string TemporaryName(const std::string& path) {
  static std::atomic<unsigned> serial{0};
  return path + "." + std::to_string(getpid()) + "-" + std::to_string(serial++) + ".partial";
}

std::vector<SnapshotEntry> TableOf(const std::vector<SnapshotBlock>& blocks) {
  std::vector<SnapshotEntry> table;
  table.reserve(blocks.size());
  for (const SnapshotBlock& one : blocks) {
    const int64_t* labels = one.labels();
    table.push_back({labels[0], labels[one.count() - 1], one.norm(), static_cast<uint32_t>(one.count()), 0});
  }
  return table;
}

void WriteBlock(const File& file, uint64_t offset, const Layout& layout, const SnapshotBlock& one, size_t place) {
  SnapshotBlockHeader header{};
  header.rows = static_cast<uint32_t>(one.count());
  header.place = static_cast<uint32_t>(place);
  header.crc = BlockCrc(layout, header, one.labels(), one.rows());
  file.WriteAt(offset, &header, sizeof header);
  file.WriteAt(offset + LabelsOffset(), one.labels(), one.count() * sizeof(int64_t));
  file.WriteAt(offset + RowsOffset(one.count()), one.rows(), one.count() * layout.row_bytes());
}

void WriteAll(const File& file, const Layout& layout, const std::string& about, std::vector<SnapshotBlock>& blocks,
              const Cancellation& cancellation) {
  const std::vector<SnapshotEntry> table = TableOf(blocks);
  const size_t table_bytes = table.size() * sizeof(SnapshotEntry);
  SnapshotHeader header{};
  std::memcpy(header.magic, kSnapshotMagic, sizeof header.magic);
  header.byte_order = kByteOrderMark;
  header.version = kSnapshotVersion;
  header.dimension = static_cast<uint32_t>(layout.dimension);
  header.blocks = static_cast<uint32_t>(blocks.size());
  header.about_length = static_cast<uint32_t>(about.size());
  header.about_crc = Crc32c(about.data(), about.size());
  header.table_crc = Crc32c(table.data(), table_bytes);

  const uint64_t table_at = Aligned(sizeof header + about.size());
  uint64_t offset = Aligned(table_at + table_bytes);
  for (size_t at = 0; at < blocks.size(); at++) {
    cancellation.Check();
    WriteBlock(file, offset, layout, blocks[at], at);
    header.rows += blocks[at].count();
    offset = Aligned(offset + BlockLength(layout, blocks[at].count()));
    blocks[at].Release();
  }
  header.length = offset;
  header.crc = Crc32c(&header, offsetof(SnapshotHeader, crc));
  file.WriteAt(table_at, table.data(), table_bytes);
  file.WriteAt(sizeof header, about.data(), about.size());
  // Also where there is nothing behind it to write.
  if (ftruncate(file.descriptor(), static_cast<off_t>(offset)) != 0) ThrowIo("write", file.path());
  file.WriteAt(0, &header, sizeof header);
  file.Sync();
}

}  // namespace

void WriteSnapshot(const std::string& path, const Layout& layout, const std::string& about,
                   std::vector<SnapshotBlock> blocks, const Cancellation& cancellation) {
  const std::string temporary = TemporaryName(path);
  const File file = File::Create(temporary);
  try {
    WriteAll(file, layout, about, blocks, cancellation);
    RenameDurably(temporary, path);
  } catch (...) {
    // Gone already where it was the folder that could not be written.
    unlink(temporary.c_str());
    throw;
  }
}

}  // namespace likeness
