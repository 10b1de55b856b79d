// Gives the calling thread `count` OpenMP threads, and puts back what it had.
//
// omp_set_num_threads() counts for the thread that calls it, so it has to be called on each worker thread;
// and those threads belong to the pool, which all indexes share.
#pragma once

#include <omp.h>

namespace likeness {

class OmpThreads {
 public:
  explicit OmpThreads(int count) : before_(omp_get_max_threads()) { omp_set_num_threads(count); }
  ~OmpThreads() { omp_set_num_threads(before_); }

  OmpThreads(const OmpThreads&) = delete;
  OmpThreads& operator=(const OmpThreads&) = delete;

 private:
  const int before_;
};

}  // namespace likeness
