// Lets Faiss stop what nobody wants any more.
//
// Faiss asks one callback of the whole process, from whichever thread computes. A thread says here whose work it does.
#pragma once

#include <faiss/impl/FaissException.h>

#include "cancellation.h"

namespace likeness {

// Once, before anything is computed.
void InstallInterrupt();

class Interruptible {
 public:
  explicit Interruptible(const Cancellation& asked);
  ~Interruptible();

  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

 private:
  const Cancellation* const before_;
};

// Calls `work`. What Faiss throws since it was asked to stop is thrown as cancelled.
template <typename Work>
void OrCancelled(const Cancellation& asked, const Work& work) {
  try {
    work();
  } catch (const faiss::FaissException&) {
    asked.Check();
    throw;
  }
}

}  // namespace likeness
