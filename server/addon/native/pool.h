// The threads that the addon works on: one pool for the process, whatever the number of indexes and of
// environments (worker threads) that have loaded it. Not libuv's, which file and DNS calls share.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace likeness {

class Pool {
 public:
  using Task = std::function<void()>;  // must not throw

  // The cores this process may run on.
  static size_t AvailableCores();

  static Pool& Shared();

  Pool() : size_(AvailableCores()) {}
  // As Leave(), for the process that exits with work under way.
  ~Pool() { Leave(); }

  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // At most so many threads, 1 or more. Those beyond leave when what they do is done.
  void Resize(size_t size);
  size_t size() const;

  // Runs `task` when a thread is free. First come, first served; threads start as they are needed.
  void Post(Task task);

  // Calls `body(at)` once for each at from 0 to `count` - 1, on this thread and up to `width` - 1 others that are free,
  // and returns when all are done. May be called inside a task: the caller works itself, so it never waits for
  // a thread. What `body` throws first is thrown here, and calls not yet begun are left out.
  void ForEach(size_t count, size_t width, const std::function<void(size_t)>& body);

  // Drops what waits, lets what runs finish, and ends the threads. Post() starts them again.
  void Leave();

 private:
  void Grow();
  void Work(std::list<std::thread>::iterator self);
  // Ended threads still have to be joined, which they cannot do themselves.
  void JoinEnded(std::unique_lock<std::mutex>& lock);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  std::list<std::thread> threads_;
  std::list<std::thread> ended_;
  size_t size_;
  size_t idle_ = 0;
};

}  // namespace likeness
