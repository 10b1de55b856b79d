// Memory for full blocks, which are all of one size: in huge pages, so that a scan misses no address
// translation, and in chunks of several blocks, so that little of the last huge page is wasted.
//
// May be used from any thread. Lives as long as a block of it: blocks share it.
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

namespace likeness {

class Arena {
 public:
  explicit Arena(size_t piece_bytes);
  ~Arena();

  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Zeros, aligned to a cache line. Throws std::bad_alloc.
  std::byte* Take();

  // Gives back to the system what Take() gave, which the caller has overwritten.
  void GiveBack(std::byte* piece) noexcept;

  size_t piece_bytes() const { return piece_bytes_; }

 private:
  struct Chunk {
    std::byte* memory;
    std::vector<bool> taken;
    size_t count;
  };

  Chunk& ChunkWithRoom();

  const size_t piece_bytes_;
  size_t pieces_ = 1;  // in a chunk
  size_t chunk_bytes_;
  std::mutex mutex_;
  std::vector<Chunk> chunks_;
};

}  // namespace likeness
