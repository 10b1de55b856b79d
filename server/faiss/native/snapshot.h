// An index as a file: a header, the factory, the labels, and what Faiss itself writes of an index. Each with a checksum,
// for Faiss reads whatever lengths it is told. Written for machines of the same byte order, which is checked.
#pragma once

#include <faiss/Index.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace likeness {

struct Snapshot {
  uint32_t dimension;
  uint32_t metric;
  std::string factory;
  std::vector<int64_t> labels;  // by row; none where Faiss keeps them
  std::vector<uint8_t> index;
};

// Replaces `path` as a whole and durably: readers see the old file or the new one. Throws io.
void WriteSnapshot(const std::string& path, const Snapshot& snapshot);

// Throws io when the file cannot be read, bad_file when it is not a whole snapshot.
Snapshot ReadSnapshot(const std::string& path);

std::vector<uint8_t> Serialised(const faiss::Index& index);

// Throws bad_file, which names `path`.
std::unique_ptr<faiss::Index> Deserialised(std::vector<uint8_t> bytes, const std::string& path);

}  // namespace likeness
