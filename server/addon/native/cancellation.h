// Whether a job should stop. The job looks at it once a block of work, some microseconds apart.
#pragma once

#include <atomic>
#include <cstdint>

#include "failure.h"

namespace likeness {

class Cancellation {
 public:
  // `flag` is memory that JavaScript shares, or null: not 0 once the caller wants no answer any more.
  explicit Cancellation(const int32_t* flag = nullptr) : flag_(flag) {}

  Cancellation(const Cancellation&) = delete;
  Cancellation& operator=(const Cancellation&) = delete;

  bool asked() const {
    return asked_.load(std::memory_order_relaxed) || (flag_ && __atomic_load_n(flag_, __ATOMIC_RELAXED) != 0);
  }

  // From any thread: the environment that waited for the answer is about to go.
  void Ask() { asked_.store(true, std::memory_order_relaxed); }

  // Throws cancelled.
  void Check() const {
    if (asked()) throw CodedError("cancelled", "the caller asked no longer for it");
  }

 private:
  std::atomic<bool> asked_{false};
  const int32_t* const flag_;
};

}  // namespace likeness
