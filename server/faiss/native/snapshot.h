// A flat index as a file: a header, the labels, the codes. Written for the same machine to read back; the
// byte order is the machine's own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace likeness {

struct Snapshot {
  uint32_t dimension;
  uint32_t metric;
  uint64_t code_size;
  std::vector<int64_t> labels;
  std::vector<uint8_t> codes;
};

// Replaces `path` as a whole: readers see the old file or the new one. Throws io.
void WriteSnapshot(const std::string& path, const Snapshot& snapshot);

// Throws io when the file cannot be read, bad_file when it is not a whole snapshot. What the codes hold is
// taken on trust.
Snapshot ReadSnapshot(const std::string& path);

}  // namespace likeness
