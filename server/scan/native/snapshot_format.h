// An index as a file. Integers and floats are the machine's, which the byte order mark tells; all offsets are
// from the beginning of the file; what is not listed is zero and not looked at.
//
//   header, 64 bytes
//      0   8  "LKSCAN\r\n"
//      8   4  byte order mark, 0x01020304
//     12   4  format version, 1
//     16   4  dimension, 1 to 65,536
//     20   4  number of blocks
//     24   8  number of rows, those gone among them
//     32   8  length of the file
//     40   4  length of `about`
//     44   4  CRC of `about`
//     48   4  CRC of the table
//     60   4  CRC of bytes 0 to 59
//   about: UTF-8, the caller's
//   table, at the next multiple of 64: 32 bytes for each block
//      0   8  its first label
//      8   8  its last label
//     16   8  an upper bound of its vectors' norms, a double
//     24   4  number of rows, 1 to 4,096
//   blocks, each at the next multiple of 64
//      0   4  CRC of all that follows, without gaps
//      4   4  number of rows
//      8   4  its place, from 0
//     64      labels, 8 bytes each, ascending; ~label for a row that is gone
//      …      at the next multiple of 64: the rows, each `dimension` floats and zeros to a multiple of 64
//             bytes; all zeros for a row that is gone
//
// CRCs are CRC-32C. Codes are not in the file: they are made anew.
//
// A row is erased in place: zeros over its floats, then its label's complement, then the block's CRC. Where that is
// cut short the CRC no longer fits, so the file is refused.
#pragma once

#include <cstdint>

#include "layout.h"

namespace likeness {

constexpr char kSnapshotMagic[9] = "LKSCAN\r\n";
constexpr uint32_t kByteOrderMark = 0x01020304;
constexpr uint32_t kSnapshotVersion = 1;
constexpr size_t kLongestAbout = 1 << 20;
constexpr size_t kMostDimensions = 65536;

struct SnapshotHeader {
  char magic[8];
  uint32_t byte_order;
  uint32_t version;
  uint32_t dimension;
  uint32_t blocks;
  uint64_t rows;
  uint64_t length;
  uint32_t about_length;
  uint32_t about_crc;
  uint32_t table_crc;
  uint32_t unused[2];
  uint32_t crc;
};
static_assert(sizeof(SnapshotHeader) == 64, "the header is written as it lies in memory, so it must have no gaps");

struct SnapshotEntry {
  int64_t first;
  int64_t last;
  double norm;
  uint32_t rows;
  uint32_t unused;
};
static_assert(sizeof(SnapshotEntry) == 32, "so must entries of the table");

struct SnapshotBlockHeader {
  uint32_t crc;
  uint32_t rows;
  uint32_t place;
  uint32_t unused[13];
};
static_assert(sizeof(SnapshotBlockHeader) == 64, "and headers of blocks");

constexpr uint64_t Aligned(uint64_t offset) { return (offset + 63) / 64 * 64; }

inline bool IsGone(int64_t label) { return label < 0; }
inline int64_t LabelOf(int64_t written) { return IsGone(written) ? ~written : written; }

// Where a block's parts are, from its own beginning.
inline uint64_t LabelsOffset() { return sizeof(SnapshotBlockHeader); }
inline uint64_t RowsOffset(uint64_t rows) { return LabelsOffset() + Aligned(rows * sizeof(int64_t)); }
inline uint64_t BlockLength(const Layout& layout, uint64_t rows) {
  return RowsOffset(rows) + rows * layout.row_bytes();
}

// Over a block's header but for the CRC itself, its labels and its rows.
uint32_t BlockCrc(const Layout& layout, const SnapshotBlockHeader& header, const int64_t* labels, const float* rows);

}  // namespace likeness
