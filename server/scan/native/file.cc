#include "file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "failure.h"

namespace likeness {
namespace {

constexpr size_t kMostAtOnce = 1 << 30;  // Linux takes no more than 2 GB in one call

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

void ThrowIo(const char* what, const std::string& path) {
  throw CodedError("io", std::string("cannot ") + what + " " + path + ": " + std::strerror(errno));
}

File::File(const std::string& path, int flags) : path_(path) {
  descriptor_ = open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (descriptor_ < 0) ThrowIo("open", path);
}

File File::ToRead(const std::string& path) { return File(path, O_RDONLY); }
File File::ToUpdate(const std::string& path) { return File(path, O_RDWR); }
File File::Create(const std::string& path) { return File(path, O_RDWR | O_CREAT | O_EXCL); }

File::File(File&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

File::~File() {
  if (descriptor_ >= 0) close(descriptor_);
}

uint64_t File::size() const {
  struct stat status;
  if (fstat(descriptor_, &status) != 0) ThrowIo("read", path_);
  if (!S_ISREG(status.st_mode)) throw CodedError("bad_file", path_ + " is not a file");
  return static_cast<uint64_t>(status.st_size);
}

void File::ReadAt(uint64_t offset, void* data, size_t bytes) const {
  auto* to = static_cast<char*>(data);
  while (bytes > 0) {
    const ssize_t came = pread(descriptor_, to, std::min(bytes, kMostAtOnce), static_cast<off_t>(offset));
    if (came < 0 && errno == EINTR) continue;
    if (came < 0) ThrowIo("read", path_);
    if (came == 0) throw CodedError("bad_file", path_ + " is cut off");
    to += came;
    offset += static_cast<uint64_t>(came);
    bytes -= static_cast<size_t>(came);
  }
}

void File::WriteAt(uint64_t offset, const void* data, size_t bytes) const {
  const auto* from = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t went = pwrite(descriptor_, from, std::min(bytes, kMostAtOnce), static_cast<off_t>(offset));
    if (went < 0 && errno == EINTR) continue;
    if (went < 0) ThrowIo("write", path_);
    from += went;
    offset += static_cast<uint64_t>(went);
    bytes -= static_cast<size_t>(went);
  }
}

void File::Sync() const {
  if (fsync(descriptor_) != 0) ThrowIo("write", path_);
}

void File::SyncData() const {
  if (fdatasync(descriptor_) != 0) ThrowIo("write", path_);
}

void RenameDurably(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) ThrowIo("replace", to);
  const std::string folder = FolderOf(to);
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) ThrowIo("open", folder);
  const bool synced = fsync(descriptor) == 0;
  const int reason = errno;
  close(descriptor);
  errno = reason;
  if (!synced) ThrowIo("write", folder);
}

}  // namespace likeness
