// One promise: `work` runs on a thread of the pool, then `settle` makes the answer on the event loop.
#pragma once

#include <napi.h>

#include <atomic>
#include <functional>
#include <memory>

#include "cancellation.h"
#include "failure.h"

namespace likeness {

class Job {
 public:
  using Work = std::function<void(const Cancellation&)>;
  using Settler = std::function<Napi::Value(Napi::Env)>;

  // Keeps `this` and the arguments of the call alive until the promise settles, since `work` reads their
  // memory. `work` and what it captured are destroyed on the pool's thread. `flag` is as Cancellation has it;
  // asked before its turn has come, the job is over when it comes.
  static Napi::Promise Start(const Napi::CallbackInfo& info, const int32_t* flag, Work work, Settler settle);

  Job(const Napi::CallbackInfo& info, const int32_t* flag, Work work, Settler settle);

  // True for the first who asks: the thread that is to run it, or the environment that drops it.
  bool Claim() { return !claimed_.exchange(true); }
  void Run();
  void Ask() { cancellation_.Ask(); }

  // On the environment's thread, as is the destructor unless the job was abandoned.
  void Settle(Napi::Env env);
  void Abandon();

 private:
  Napi::Promise::Deferred deferred_;
  Napi::Reference<Napi::Array> held_;
  Cancellation cancellation_;
  Work work_;
  Settler settle_;
  std::atomic<bool> claimed_{false};
  bool failed_ = false;
  Failure failure_{};
};

// `failure` as an Error with its code.
Napi::Error ToJavaScript(Napi::Env env, const Failure& failure);

}  // namespace likeness
