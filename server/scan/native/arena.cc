#include "arena.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <new>

namespace likeness {
namespace {

constexpr size_t kHugePage = 2 << 20;
constexpr size_t kMostPieces = 32;

size_t RoundUp(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

// Pieces in a chunk: the fewest that waste a thirtieth or less, or else those that waste least.
size_t PiecesInChunk(size_t piece_bytes) {
  const auto waste = [piece_bytes](size_t pieces) {
    const size_t used = pieces * piece_bytes;
    return static_cast<double>(RoundUp(used, kHugePage) - used) / static_cast<double>(used);
  };
  size_t best = 1;
  for (size_t pieces = 1; pieces <= kMostPieces; pieces++) {
    if (waste(pieces) < waste(best)) best = pieces;
    if (waste(best) <= 1.0 / 30) break;
  }
  return best;
}

// Aligned to a huge page.
std::byte* Map(size_t bytes) {
  const size_t wide = bytes + kHugePage;
  void* const mapped = mmap(nullptr, wide, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) throw std::bad_alloc();
  auto* const from = static_cast<std::byte*>(mapped);
  auto* const aligned = from + (RoundUp(reinterpret_cast<uintptr_t>(from), kHugePage) -
                                reinterpret_cast<uintptr_t>(from));
  if (aligned != from) munmap(from, static_cast<size_t>(aligned - from));
  if (aligned + bytes != from + wide) munmap(aligned + bytes, static_cast<size_t>(from + wide - aligned) - bytes);
  madvise(aligned, bytes, MADV_HUGEPAGE);  // where it is refused, small pages do
  return aligned;
}

}  // namespace

Arena::Arena(size_t piece_bytes)
    : piece_bytes_(piece_bytes),
      pieces_(PiecesInChunk(piece_bytes)),
      chunk_bytes_(RoundUp(pieces_ * piece_bytes, kHugePage)) {}

Arena::~Arena() {
  for (const Chunk& chunk : chunks_) munmap(chunk.memory, chunk_bytes_);
}

std::byte* Arena::Take() {
  std::lock_guard<std::mutex> lock(mutex_);
  Chunk& chunk = ChunkWithRoom();
  const auto free = std::find(chunk.taken.begin(), chunk.taken.end(), false);
  *free = true;
  chunk.count++;
  return chunk.memory + static_cast<size_t>(free - chunk.taken.begin()) * piece_bytes_;
}

Arena::Chunk& Arena::ChunkWithRoom() {
  // From the end, where there is room while a gallery grows.
  for (auto chunk = chunks_.rbegin(); chunk != chunks_.rend(); ++chunk) {
    if (chunk->count < pieces_) return *chunk;
  }
  chunks_.push_back({nullptr, std::vector<bool>(pieces_), 0});
  try {
    chunks_.back().memory = Map(chunk_bytes_);
  } catch (...) {
    chunks_.pop_back();
    throw;
  }
  return chunks_.back();
}

void Arena::GiveBack(std::byte* piece) noexcept {
  std::lock_guard<std::mutex> lock(mutex_);
  const auto chunk = std::find_if(chunks_.begin(), chunks_.end(), [&](const Chunk& one) {
    return piece >= one.memory && piece < one.memory + chunk_bytes_;
  });
  if (--chunk->count == 0) {
    munmap(chunk->memory, chunk_bytes_);
    chunks_.erase(chunk);
    return;
  }
  chunk->taken[static_cast<size_t>(piece - chunk->memory) / piece_bytes_] = false;
  // The whole pages inside; they come back as zeros. What is left at the ends the caller has overwritten.
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  const size_t from = RoundUp(static_cast<size_t>(piece - chunk->memory), page);
  const size_t to = (static_cast<size_t>(piece - chunk->memory) + piece_bytes_) / page * page;
  if (to > from) madvise(chunk->memory + from, to - from, MADV_DONTNEED);
}

}  // namespace likeness
