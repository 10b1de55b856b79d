// What the addon has under way in one JavaScript environment: the main thread's, or a worker thread's.
//
// Jobs run on the pool; their promises are settled on the environment's own thread. When the environment is
// torn down, jobs that wait are dropped, and those that run are asked to stop and waited for, so that none
// reads memory that is gone.
#pragma once

#include <napi.h>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <unordered_set>

namespace likeness {

class Job;

class Environment {
 public:
  // Call it once in the addon's Init. Takes the environment's instance data.
  static void Open(Napi::Env env);
  static Environment& Of(Napi::Env env);

  // Runs `job` on the pool. On the environment's thread.
  void Begin(const std::shared_ptr<Job>& job);

  // Lets go of something large on the pool: freeing it, or overwriting it, would hold the event loop up. On an
  // environment's thread.
  static void Discard(std::shared_ptr<void> large);

  // From any thread: every job should stop, and none is answered any more.
  void AskAll();

 private:
  static void Settle(Napi::Env env, Napi::Function, Environment* self, void*);
  using Signal = Napi::TypedThreadSafeFunction<Environment, void, &Environment::Settle>;

  explicit Environment(Napi::Env env);
  static void Close(void* self);
  // On the pool's thread that has run the job.
  void Done(std::shared_ptr<Job> job);

  const Napi::Env env_;
  Signal signal_;
  size_t unsettled_ = 0;  // for the environment's thread alone
  std::mutex mutex_;
  std::condition_variable left_;
  std::unordered_set<std::shared_ptr<Job>> begun_;
  std::deque<std::shared_ptr<Job>> done_;
  bool closing_ = false;
};

}  // namespace likeness
