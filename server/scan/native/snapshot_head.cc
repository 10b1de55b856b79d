#include "snapshot_head.h"

#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>

#include "crc32c.h"
#include "failure.h"

namespace likeness {

void ThrowBadFile(const File& file, const std::string& problem) {
  throw CodedError("bad_file", file.path() + ": " + problem);
}

namespace {

void CheckHeader(const File& file, const SnapshotHeader& header, uint64_t size) {
  if (std::memcmp(header.magic, kSnapshotMagic, sizeof header.magic) != 0) ThrowBadFile(file, "not a snapshot");
  if (header.byte_order != kByteOrderMark) ThrowBadFile(file, "of a machine with another byte order");
  if (header.version > kSnapshotVersion) {
    ThrowBadFile(file, "format version " + std::to_string(header.version) + " is of a later release");
  }
  if (header.version != kSnapshotVersion) ThrowBadFile(file, "an unknown format version");
  if (Crc32c(&header, offsetof(SnapshotHeader, crc)) != header.crc) ThrowBadFile(file, "checksum of the header");
  if (size != header.length) {
    ThrowBadFile(file, size < header.length ? "cut off" : "longer than it was written");
  }
  if (header.dimension < 1 || header.dimension > kMostDimensions) ThrowBadFile(file, "a dimension out of range");
}

}  // namespace

SnapshotHead ReadSnapshotHead(const File& file) {
  const uint64_t size = file.size();
  SnapshotHead head;
  if (size < sizeof head.header) ThrowBadFile(file, "cut off");
  file.ReadAt(0, &head.header, sizeof head.header);
  CheckHeader(file, head.header, size);

  // Lengths before anything is allocated on the header's word. None of these sums can overflow.
  const uint64_t table = Aligned(sizeof head.header + head.header.about_length);
  const uint64_t table_bytes = uint64_t{head.header.blocks} * sizeof(SnapshotEntry);
  if (head.header.about_length > kLongestAbout || table + table_bytes > size) ThrowBadFile(file, "cut off");
  head.about.resize(head.header.about_length);
  file.ReadAt(sizeof head.header, head.about.data(), head.about.size());
  if (Crc32c(head.about.data(), head.about.size()) != head.header.about_crc) ThrowBadFile(file, "checksum of about");
  head.table.resize(head.header.blocks);
  file.ReadAt(table, head.table.data(), table_bytes);
  if (Crc32c(head.table.data(), table_bytes) != head.header.table_crc) ThrowBadFile(file, "checksum of the table");

  const Layout layout(head.header.dimension, Codes::kNone);
  uint64_t offset = Aligned(table + table_bytes);
  uint64_t rows = 0;
  int64_t last = -1;
  for (const SnapshotEntry& entry : head.table) {
    const bool in_order = entry.first > last && entry.last >= entry.first;
    if (!in_order || entry.rows < 1 || entry.rows > kBlockRows || !(entry.norm >= 0)) {
      ThrowBadFile(file, "a table that makes no sense");
    }
    last = entry.last;
    rows += entry.rows;
    head.offsets.push_back(offset);
    offset = Aligned(offset + BlockLength(layout, entry.rows));
  }
  if (offset != size || rows != head.header.rows) ThrowBadFile(file, "a table that does not fit the file");
  return head;
}

void CheckSnapshotLabels(const File& file, const SnapshotHead& head, size_t at, const int64_t* labels) {
  const SnapshotEntry& entry = head.table[at];
  bool in_order = LabelOf(labels[0]) == entry.first && LabelOf(labels[entry.rows - 1]) == entry.last;
  for (size_t row = 1; row < entry.rows; row++) in_order &= LabelOf(labels[row]) > LabelOf(labels[row - 1]);
  if (!in_order) ThrowBadFile(file, "labels of block " + std::to_string(at) + " are not in order");
}

void CheckSnapshotBlock(const File& file, const SnapshotHead& head, size_t at, const Layout& layout,
                        const SnapshotBlockHeader& header, const int64_t* labels, const float* rows) {
  const std::string block = "block " + std::to_string(at);
  const size_t count = head.table[at].rows;
  if (header.rows != count || header.place != at || BlockCrc(layout, header, labels, rows) != header.crc) {
    ThrowBadFile(file, "checksum of " + block);
  }
  CheckSnapshotLabels(file, head, at, labels);
  bool finite = true;
  for (size_t value = 0; value < count * layout.stride; value++) {
    finite &= std::fabs(rows[value]) <= std::numeric_limits<float>::max();
  }
  if (!finite) ThrowBadFile(file, "a value of " + block + " is not finite");
}

uint32_t BlockCrc(const Layout& layout, const SnapshotBlockHeader& header, const int64_t* labels,
                  const float* rows) {
  uint32_t crc = Crc32c(&header.rows, sizeof header - sizeof header.crc);
  crc = Crc32c(labels, header.rows * sizeof(int64_t), crc);
  return Crc32c(rows, header.rows * layout.row_bytes(), crc);
}

}  // namespace likeness
