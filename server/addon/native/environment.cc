#include "environment.h"

#include <chrono>
#include <system_error>
#include <utility>

#include "addon_name.h"
#include "job.h"
#include "pool.h"

namespace likeness {
namespace {

// How long promises are settled in one turn of the event loop, which has other things to do.
constexpr auto kTurn = std::chrono::milliseconds(2);

struct Opened {
  std::mutex mutex;
  std::unordered_set<Environment*> environments;

  // process.exit() tears no environment down.
  ~Opened() {
    for (Environment* environment : environments) environment->AskAll();
  }
};

Opened& AllOpened() {
  // Made after the pool, so destroyed before it, which waits for what runs.
  static Pool& pool = Pool::Shared();
  static_cast<void>(pool);
  static Opened opened;
  return opened;
}

}  // namespace

void Environment::Open(Napi::Env env) { new Environment(env); }

Environment& Environment::Of(Napi::Env env) { return *env.GetInstanceData<Environment>(); }

Environment::Environment(Napi::Env env) : env_(env), signal_(Signal::New(env, kAddonName, 0, 1, this)) {
  signal_.Unref(env);
  // Nothing to finalize: Close() deletes it.
  napi_set_instance_data(env, this, nullptr, nullptr);
  // Hooks run last in, first out: this one before that of `signal_`.
  napi_add_env_cleanup_hook(env, Close, this);
  std::lock_guard<std::mutex> lock(AllOpened().mutex);
  AllOpened().environments.insert(this);
}

void Environment::Begin(const std::shared_ptr<Job>& job) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    begun_.insert(job);
  }
  try {
    Pool::Shared().Post([this, job]() mutable {
      // Claimed by Close(), `this` is gone.
      if (!job->Claim()) return;
      job->Run();
      Done(std::move(job));
    });
  } catch (...) {
    std::lock_guard<std::mutex> lock(mutex_);
    begun_.erase(job);
    throw;
  }
  // What somebody waits for keeps the process alive.
  if (unsettled_++ == 0) signal_.Ref(env_);
}

void Environment::Done(std::shared_ptr<Job> job) {
  std::lock_guard<std::mutex> lock(mutex_);
  begun_.erase(job);
  done_.push_back(std::move(job));
  // One signal for all that are done by the time it arrives.
  if (!closing_ && done_.size() == 1) signal_.NonBlockingCall();
  left_.notify_all();
}

void Environment::Discard(std::shared_ptr<void> large) {
  // Not after the last environment has closed: its finalizers come here too, when the pool is to stay gone.
  std::lock_guard<std::mutex> lock(AllOpened().mutex);
  if (AllOpened().environments.empty()) return;
  try {
    Pool::Shared().Post([large = std::move(large)] {});
  } catch (const std::system_error&) {
    // No thread to be had: here, then.
  }
}

void Environment::Settle(Napi::Env env, Napi::Function, Environment* self, void*) {
  if (env == nullptr) return;  // torn down, and `self` is gone
  const auto until = std::chrono::steady_clock::now() + kTurn;
  for (;;) {
    std::shared_ptr<Job> job;
    {
      std::lock_guard<std::mutex> lock(self->mutex_);
      if (self->done_.empty()) return;
      if (std::chrono::steady_clock::now() >= until) {
        self->signal_.NonBlockingCall();
        return;
      }
      job = std::move(self->done_.front());
      self->done_.pop_front();
    }
    const Napi::HandleScope scope(env);
    job->Settle(env);
    if (--self->unsettled_ == 0) self->signal_.Unref(env);
  }
}

void Environment::AskAll() {
  std::lock_guard<std::mutex> lock(mutex_);
  closing_ = true;
  for (const std::shared_ptr<Job>& job : begun_) job->Ask();
}

void Environment::Close(void* data) {
  const std::unique_ptr<Environment> self(static_cast<Environment*>(data));
  self->AskAll();
  {
    std::unique_lock<std::mutex> lock(self->mutex_);
    for (auto at = self->begun_.begin(); at != self->begun_.end();) {
      if ((*at)->Claim()) {
        (*at)->Abandon();
        at = self->begun_.erase(at);
      } else {
        ++at;
      }
    }
    self->left_.wait(lock, [&] { return self->begun_.empty(); });
  }
  std::lock_guard<std::mutex> lock(AllOpened().mutex);
  AllOpened().environments.erase(self.get());
  // After the last, the addon's code may be unloaded under the threads.
  if (AllOpened().environments.empty()) Pool::Shared().Leave();
}

}  // namespace likeness
