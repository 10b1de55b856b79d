#include "interrupt.h"

#include <faiss/impl/AuxIndexStructures.h>

#include <memory>

namespace likeness {
namespace {

thread_local const Cancellation* current = nullptr;

class Asked : public faiss::InterruptCallback {
 public:
  // A thread of OpenMP works for nobody here; the one that it helps is asked too.
  bool want_interrupt() override { return current && current->asked(); }
};

}  // namespace

void InstallInterrupt() { faiss::InterruptCallback::instance = std::make_unique<Asked>(); }

Interruptible::Interruptible(const Cancellation& asked) : before_(current) { current = &asked; }
Interruptible::~Interruptible() { current = before_; }

}  // namespace likeness
