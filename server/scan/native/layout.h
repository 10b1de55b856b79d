// How a block's memory is laid out, for a dimension and a kind of codes.
//
//   floats  capacity x stride x 4   one row after another, each padded with zeros to a multiple of 64 bytes
//   codes   capacity x code_bytes   interleaved, see below
//   scales  capacity x 4            with bytes as codes: what a row's digits count in
//   labels  capacity x 8
//
// Codes are read from end to end, so they lie as the kernels take them: 16 rows make a group, and in a group
// one value of all 16 rows (halves), or four (bytes), stand side by side. A register then holds sixteen
// rows, which are summed without ever adding across it.
//
//   halves  [group][dimension][16 rows]
//   bytes   [group][quads][16 rows][4 digits], a digit d in -127..127 as d + 128
#pragma once

#include <cstddef>
#include <cstdint>

namespace likeness {

enum class Codes { kNone, kHalves, kBytes };

constexpr size_t kBlockRows = 4096;  // at most
constexpr size_t kGroupRows = 16;
// What kernels of codes take at a time: four groups, whose answer is one word of bits.
constexpr size_t kStepRows = 64;
constexpr size_t kCacheLine = 64;

struct Layout {
  Layout(size_t dimension, Codes codes);

  size_t CodesAt(size_t capacity) const { return capacity * stride * sizeof(float); }
  size_t ScalesAt(size_t capacity) const { return CodesAt(capacity) + capacity * code_bytes; }
  size_t LabelsAt(size_t capacity) const {
    return ScalesAt(capacity) + (codes == Codes::kBytes ? capacity * sizeof(float) : 0);
  }
  size_t Bytes(size_t capacity) const { return LabelsAt(capacity) + capacity * sizeof(int64_t); }
  size_t row_bytes() const { return stride * sizeof(float); }

  size_t dimension;
  Codes codes;
  size_t stride;      // floats from one row to the next
  size_t quads;       // four values each
  size_t code_bytes;  // of one row
};

// What a block of so many rows has room for: twice as much whenever it grows.
inline size_t CapacityFor(size_t rows) {
  size_t capacity = kStepRows;
  while (capacity < rows) capacity *= 2;
  return capacity;
}

}  // namespace likeness
