// A std::shared_mutex that lets writers in.
//
// glibc's lock prefers readers: while searches overlap, a waiting add could wait for ever. Here everyone
// passes a turnstile first, and a writer keeps it until the readers before it have left, so later readers
// queue behind the writer. Works with std::unique_lock and std::shared_lock.
#pragma once

#include <mutex>
#include <shared_mutex>

namespace likeness {

class FairSharedMutex {
 public:
  void lock() {
    std::lock_guard<std::mutex> turn(turnstile_);
    mutex_.lock();
  }
  void unlock() { mutex_.unlock(); }

  void lock_shared() {
    std::lock_guard<std::mutex> turn(turnstile_);
    mutex_.lock_shared();
  }
  void unlock_shared() { mutex_.unlock_shared(); }

 private:
  std::mutex turnstile_;
  std::shared_mutex mutex_;
};

}  // namespace likeness
