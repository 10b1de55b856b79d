#include "snapshot.h"

#include <faiss/impl/FaissException.h>
#include <faiss/impl/io.h>
#include <faiss/index_io.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "crc32c.h"
#include "failure.h"

namespace likeness {
namespace {

// Of another version, or written the other way round, it is not found to be this.
constexpr uint64_t kMagic = 0x324953534941464bu;  // "KFAISSI2"
constexpr uint64_t kLongestFactory = 64;

struct Header {
  uint64_t magic;
  uint32_t dimension;
  uint32_t metric;
  uint64_t factory;  // bytes
  uint64_t labels;   // 8 bytes each
  uint64_t index;    // bytes
  uint32_t body_crc;
  uint32_t header_crc;  // of all before it
};
static_assert(sizeof(Header) == 48, "the header is written as it lies in memory, so it must have no gaps");

uint32_t HeaderCrc(const Header& header) { return Crc32c(&header, offsetof(Header, header_crc)); }

[[noreturn]] void ThrowIo(const std::string& what, const std::string& path) {
  throw CodedError("io", what + " " + path + ": " + std::strerror(errno));
}

[[noreturn]] void ThrowBad(const std::string& path, const char* what) { throw CodedError("bad_file", path + " " + what); }

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

uint32_t BodyCrc(const Snapshot& snapshot) {
  uint32_t crc = Crc32c(snapshot.factory.data(), snapshot.factory.size());
  crc = Crc32c(snapshot.labels.data(), snapshot.labels.size() * sizeof(int64_t), crc);
  return Crc32c(snapshot.index.data(), snapshot.index.size(), crc);
}

bool WriteWhole(const std::string& path, const Snapshot& snapshot) {
  Header header{kMagic,
                snapshot.dimension,
                snapshot.metric,
                snapshot.factory.size(),
                snapshot.labels.size(),
                snapshot.index.size(),
                BodyCrc(snapshot),
                0};
  header.header_crc = HeaderCrc(header);
  const File file = Open(path, "wb");
  return Put(file, &header, sizeof header) && Put(file, snapshot.factory.data(), snapshot.factory.size()) &&
         Put(file, snapshot.labels.data(), snapshot.labels.size() * sizeof(int64_t)) &&
         Put(file, snapshot.index.data(), snapshot.index.size()) && std::fflush(file.get()) == 0 &&
         fsync(fileno(file.get())) == 0;
}

// The name is durable once its folder is.
bool SyncFolder(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY);
  if (descriptor < 0) return false;
  const bool synced = fsync(descriptor) == 0;
  close(descriptor);
  return synced;
}

}  // namespace

void WriteSnapshot(const std::string& path, const Snapshot& snapshot) {
  const std::string temporary = TemporaryName(path);
  if (WriteWhole(temporary, snapshot) && std::rename(temporary.c_str(), path.c_str()) == 0 && SyncFolder(path)) return;
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
  if (!S_ISREG(status.st_mode) || size < sizeof header) ThrowBad(path, "is no snapshot");
  Take(file, &header, sizeof header, path);
  if (header.magic != kMagic) ThrowBad(path, "is no snapshot of this version");
  // Before anything is allocated on the header's word. One by one, because a sum could overflow.
  const uint64_t body = size - sizeof header;
  if (header.header_crc != HeaderCrc(header) || header.factory > kLongestFactory || header.labels > body / 8 ||
      header.index > body || header.factory + header.labels * 8 + header.index != body) {
    ThrowBad(path, "is cut short or damaged");
  }

  Snapshot snapshot{header.dimension, header.metric, std::string(header.factory, '\0'), {}, {}};
  snapshot.labels.resize(header.labels);
  snapshot.index.resize(header.index);
  Take(file, snapshot.factory.data(), snapshot.factory.size(), path);
  Take(file, snapshot.labels.data(), snapshot.labels.size() * sizeof(int64_t), path);
  Take(file, snapshot.index.data(), snapshot.index.size(), path);
  if (BodyCrc(snapshot) != header.body_crc) ThrowBad(path, "is damaged");
  return snapshot;
}

std::vector<uint8_t> Serialised(const faiss::Index& index) {
  faiss::VectorIOWriter writer;
  faiss::write_index(&index, &writer);
  return std::move(writer.data);
}

std::unique_ptr<faiss::Index> Deserialised(std::vector<uint8_t> bytes, const std::string& path) {
  faiss::VectorIOReader reader;
  reader.data = std::move(bytes);
  try {
    return std::unique_ptr<faiss::Index>(faiss::read_index(&reader));
  } catch (const faiss::FaissException& error) {
    throw CodedError("bad_file", path + ": " + error.what());
  }
}

}  // namespace likeness
