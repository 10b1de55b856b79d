#include "pool.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cfenv>
#include <exception>
#include <memory>
#include <system_error>
#include <utility>

namespace likeness {
namespace {

// Where more is asked for than the cores can do, the event loop, which takes calls in and refuses them, comes first: what
// it waits for, everybody does. On Linux a thread can be less urgent than its process; where that is refused, all are alike.
constexpr int kLessUrgent = 2;

void BehindEventLoop() {
  const auto thread = static_cast<id_t>(syscall(SYS_gettid));
  const int now = getpriority(PRIO_PROCESS, thread);
  setpriority(PRIO_PROCESS, thread, std::min(19, now + kLessUrgent));
}

}  // namespace

size_t Pool::AvailableCores() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return static_cast<size_t>(CPU_COUNT(&allowed));
  return std::max(1u, std::thread::hardware_concurrency());
}

Pool& Pool::Shared() {
  // Made at its first use, so after the static objects of the libraries that tasks use: it is destroyed before
  // them, when the process exits or the addon is unloaded.
  static Pool pool;
  return pool;
}

void Pool::Resize(size_t size) {
  std::unique_lock<std::mutex> lock(mutex_);
  size_ = std::max<size_t>(1, size);
  Grow();
  changed_.notify_all();
}

size_t Pool::size() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return size_;
}

void Pool::Post(Task task) {
  std::unique_lock<std::mutex> lock(mutex_);
  tasks_.push_back(std::move(task));
  try {
    Grow();
  } catch (const std::system_error&) {
    // No thread to be had. With one or more running it only waits longer.
    if (threads_.empty()) {
      tasks_.pop_back();
      throw;
    }
  }
  changed_.notify_one();
  JoinEnded(lock);
}

void Pool::ForEach(size_t count, size_t width, const std::function<void(size_t)>& body) {
  struct Shared {
    const std::function<void(size_t)>* body;
    size_t count;
    std::atomic<size_t> next{0};
    std::mutex mutex;
    std::condition_variable left;
    size_t inside = 0;
    std::exception_ptr failure;

    void Run() {
      for (size_t at; (at = next.fetch_add(1)) < count;) {
        try {
          (*body)(at);
        } catch (...) {
          next = count;
          std::lock_guard<std::mutex> lock(mutex);
          if (!failure) failure = std::current_exception();
        }
      }
    }
  };

  width = std::min(width, count);
  if (width <= 1) {
    for (size_t at = 0; at < count; at++) body(at);
    return;
  }
  const auto shared = std::make_shared<Shared>();
  shared->body = &body;
  shared->count = count;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    for (size_t helper = 1; helper < width; helper++) {
      // In front: what has been begun is finished first.
      tasks_.push_front([shared] {
        {
          // One that comes late must not look at `body`, which may be gone.
          std::lock_guard<std::mutex> lock(shared->mutex);
          if (shared->next >= shared->count) return;
          shared->inside++;
        }
        shared->Run();
        std::lock_guard<std::mutex> lock(shared->mutex);
        if (--shared->inside == 0) shared->left.notify_all();
      });
    }
    try {
      Grow();
    } catch (const std::system_error&) {
      // Then this thread does the most of it.
    }
    changed_.notify_all();
  }
  shared->Run();
  std::unique_lock<std::mutex> lock(shared->mutex);
  shared->left.wait(lock, [&] { return shared->inside == 0; });
  if (shared->failure) std::rethrow_exception(shared->failure);
}

void Pool::Leave() {
  std::unique_lock<std::mutex> lock(mutex_);
  const size_t size = std::exchange(size_, 0);
  tasks_.clear();
  changed_.notify_all();
  changed_.wait(lock, [this] { return threads_.empty(); });
  JoinEnded(lock);
  size_ = size;
  Grow();  // for what was posted meanwhile
}

void Pool::Grow() {
  const size_t wanted = tasks_.size() > idle_ ? tasks_.size() - idle_ : 0;
  for (size_t more = 0; more < wanted && threads_.size() < size_; more++) {
    const auto self = threads_.emplace(threads_.end());
    try {
      *self = std::thread([this, self] { Work(self); });
    } catch (...) {
      threads_.erase(self);
      throw;
    }
  }
}

void Pool::Work(std::list<std::thread>::iterator self) {
  BehindEventLoop();
  // A library that was compiled with -ffast-math has floats that are small count as zero, in the thread that
  // loads it and all that this one starts.
  std::fesetenv(FE_DFL_ENV);
  std::unique_lock<std::mutex> lock(mutex_);
  while (threads_.size() <= size_) {
    if (tasks_.empty()) {
      idle_++;
      changed_.wait(lock);
      idle_--;
      continue;
    }
    {
      const Task task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
    }  // what the task holds is let go outside the lock
    lock.lock();
  }
  ended_.splice(ended_.end(), threads_, self);
  // Leave() waits for it, and a wake-up may have come here that was meant for another.
  changed_.notify_all();
}

void Pool::JoinEnded(std::unique_lock<std::mutex>& lock) {
  std::list<std::thread> ended;
  ended.swap(ended_);
  lock.unlock();
  for (std::thread& thread : ended) thread.join();
  lock.lock();
}

}  // namespace likeness
