#include "snapshot.h"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "failure.h"

namespace likeness {
namespace {

struct Header {
  char magic[8];
  uint32_t dimension;
  uint32_t metric;
  uint64_t code_size;
  uint64_t rows;
};
static_assert(sizeof(Header) == 32, "the header is written as it lies in memory, so it must have no gaps");

constexpr char kMagic[9] = "LKFAISS1";

[[noreturn]] void ThrowIo(const std::string& what, const std::string& path) {
  throw CodedError("io", what + " " + path + ": " + std::strerror(errno));
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

File Open(const std::string& path, const char* mode) {
  File file(std::fopen(path.c_str(), mode));
  if (!file) ThrowIo("cannot open", path);
  return file;
}

// An empty vector's data() may be null, which C's functions must not be given even with a length of 0.
bool Put(const File& file, const void* data, size_t bytes) {
  return bytes == 0 || std::fwrite(data, 1, bytes, file.get()) == bytes;
}

void Take(const File& file, void* data, size_t bytes, const std::string& path) {
  if (bytes != 0 && std::fread(data, 1, bytes, file.get()) != bytes) ThrowIo("cannot read", path);
}

// Two writes to one path at a time must not share a temporary file.
std::string TemporaryName(const std::string& path) {
  static std::atomic<unsigned> serial{0};
  return path + "." + std::to_string(getpid()) + "-" + std::to_string(serial++) + ".partial";
}

bool WriteWhole(const std::string& path, const Snapshot& snapshot) {
  Header header{{}, snapshot.dimension, snapshot.metric, snapshot.code_size, snapshot.labels.size()};
  std::memcpy(header.magic, kMagic, sizeof header.magic);
  const File file = Open(path, "wb");
  return Put(file, &header, sizeof header) &&
         Put(file, snapshot.labels.data(), snapshot.labels.size() * sizeof(int64_t)) &&
         Put(file, snapshot.codes.data(), snapshot.codes.size()) &&
         std::fflush(file.get()) == 0 && fsync(fileno(file.get())) == 0;
}

}  // namespace

void WriteSnapshot(const std::string& path, const Snapshot& snapshot) {
  const std::string temporary = TemporaryName(path);
  if (WriteWhole(temporary, snapshot) && std::rename(temporary.c_str(), path.c_str()) == 0) return;
  const int reason = errno;
  std::remove(temporary.c_str());
  errno = reason;
  ThrowIo("cannot write", path);
}

Snapshot ReadSnapshot(const std::string& path) {
  const File file = Open(path, "rb");
  struct stat status;
  if (fstat(fileno(file.get()), &status) != 0) ThrowIo("cannot read", path);
  const auto size = static_cast<uint64_t>(status.st_size);

  Header header;
  if (!S_ISREG(status.st_mode) || size < sizeof header) {
    throw CodedError("bad_file", path + " is no snapshot");
  }
  Take(file, &header, sizeof header, path);
  if (std::memcmp(header.magic, kMagic, sizeof header.magic) != 0) {
    throw CodedError("bad_file", path + " is no snapshot");
  }
  // Before anything is allocated on the header's word. Division, because a product could overflow.
  const uint64_t body = size - sizeof header;
  const uint64_t row = sizeof(int64_t) + header.code_size;
  if (header.code_size > UINT32_MAX || body % row != 0 || body / row != header.rows) {
    throw CodedError("bad_file", path + " is cut short or damaged");
  }

  Snapshot snapshot{header.dimension, header.metric, header.code_size, {}, {}};
  snapshot.labels.resize(header.rows);
  snapshot.codes.resize(header.rows * header.code_size);
  Take(file, snapshot.labels.data(), snapshot.labels.size() * sizeof(int64_t), path);
  Take(file, snapshot.codes.data(), snapshot.codes.size(), path);
  return snapshot;
}

}  // namespace likeness
