// A file that is open. What the system refuses is thrown as io.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace likeness {

class File {
 public:
  static File ToRead(const std::string& path);
  static File ToUpdate(const std::string& path);
  // Must not exist. Only its owner may read it.
  static File Create(const std::string& path);

  ~File();
  File(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  // Throws bad_file where it is not an ordinary file.
  uint64_t size() const;
  int descriptor() const { return descriptor_; }
  const std::string& path() const { return path_; }

  // All of it. Throws bad_file where the file ends before.
  void ReadAt(uint64_t offset, void* data, size_t bytes) const;
  void WriteAt(uint64_t offset, const void* data, size_t bytes) const;
  // Until it is on disk.
  void Sync() const;
  void SyncData() const;

 private:
  File(const std::string& path, int flags);

  std::string path_;
  int descriptor_;
};

// `from` takes the place of `to` as a whole, on disk as well.
void RenameDurably(const std::string& from, const std::string& to);

[[noreturn]] void ThrowIo(const char* what, const std::string& path);

}  // namespace likeness
