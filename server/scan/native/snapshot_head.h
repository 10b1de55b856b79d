// What comes before the blocks, read and checked.
#pragma once

#include <string>
#include <vector>

#include "file.h"
#include "snapshot_format.h"

namespace likeness {

struct SnapshotHead {
  SnapshotHeader header;
  std::string about;
  std::vector<SnapshotEntry> table;
  std::vector<uint64_t> offsets;  // of the blocks
};

// Throws bad_file.
SnapshotHead ReadSnapshotHead(const File& file);

// `problem` of `file`, as bad_file.
[[noreturn]] void ThrowBadFile(const File& file, const std::string& problem);

// The parts of block `at`, read into memory or mapped, checked: checksum, order of labels, finite values. Rows
// that are gone are among them.
void CheckSnapshotBlock(const File& file, const SnapshotHead& head, size_t at, const Layout& layout,
                        const SnapshotBlockHeader& header, const int64_t* labels, const float* rows);

// Labels alone.
void CheckSnapshotLabels(const File& file, const SnapshotHead& head, size_t at, const int64_t* labels);

}  // namespace likeness
