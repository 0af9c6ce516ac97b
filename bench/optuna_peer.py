"""Optuna's side of bench/optuna: ask and tell by client processes on one study.

Usage: optuna_peer.py STORAGE KNOBS CLIENTS
  STORAGE  postgresql+psycopg2://... or the path of a journal file
  KNOBS    a JSON file: a list of {"name", "type": "int"|"float"|"choice", "low", "high", "log", "choices"}
Reads commands from standard input and answers each with one line of JSON:
  fill N                     makes the study with N finished trials, in bulk
  run SAMPLER WARM SECONDS   SAMPLER is random or tpe; counts what is told within SECONDS, after WARM

The clients are forked from a process that has read the study already, so that none of them has to
read all of it first, which would take each of them many seconds. Each has a sampler, a connection or
a worker's id, and a random state of its own.
"""

import datetime
import gc
import json
import multiprocessing
import os
import random
import sys
import time
import uuid
import warnings

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.distributions import distribution_to_json
from optuna.storages import JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend

NAME = "bench"


def distribution(knob):
    if knob["type"] == "choice":
        return CategoricalDistribution(knob["choices"])
    kind = IntDistribution if knob["type"] == "int" else FloatDistribution
    low, high = (int(knob[k]) if knob["type"] == "int" else knob[k] for k in ("low", "high"))
    return kind(low, high, log=knob["log"])


def draw(each, rng):
    """A value as Optuna stores it."""
    if isinstance(each, CategoricalDistribution):
        return float(rng.randrange(len(each.choices)))
    if isinstance(each, IntDistribution):
        return float(rng.randint(each.low, each.high))
    if each.log:
        return each.low * (each.high / each.low) ** rng.random()
    return rng.uniform(each.low, each.high)


def fill_journal(backend, study_id, distributions, count, rng):
    from optuna.storages.journal._storage import JournalOperation

    encoded = {name: distribution_to_json(each) for name, each in distributions.items()}
    now = datetime.datetime.now(tz=datetime.timezone.utc).isoformat(timespec="microseconds")
    for start in range(0, count, 1000):
        backend.append_logs(
            [
                {
                    "op_code": JournalOperation.CREATE_TRIAL,
                    "worker_id": "fill",
                    "study_id": study_id,
                    "datetime_start": now,
                    "datetime_complete": now,
                    "state": optuna.trial.TrialState.COMPLETE,
                    "value": rng.gauss(1, 0.1),
                    "values": None,
                    "distributions": encoded,
                    "params": {name: draw(each, rng) for name, each in distributions.items()},
                    "user_attrs": {},
                    "system_attrs": {},
                    "intermediate_values": {},
                }
                for _ in range(start, min(count, start + 1000))
            ]
        )


def fill_database(storage, study_id, distributions, count, rng):
    from optuna.storages._rdb import models
    from psycopg2.extras import execute_values

    encoded = {name: distribution_to_json(each) for name, each in distributions.items()}
    now = datetime.datetime.now(tz=datetime.timezone.utc).replace(tzinfo=None)
    finite = models.TrialValueModel.TrialValueType.FINITE.name
    connection = storage.engine.raw_connection()
    try:
        cursor = connection.cursor()
        ids = execute_values(
            cursor,
            "INSERT INTO trials (number, study_id, state, datetime_start, datetime_complete)"
            " VALUES %s RETURNING trial_id",
            [(number, study_id, "COMPLETE", now, now) for number in range(count)],
            page_size=1000,
            fetch=True,
        )
        execute_values(
            cursor,
            "INSERT INTO trial_values (trial_id, objective, value, value_type) VALUES %s",
            [(each[0], 0, rng.gauss(1, 0.1), finite) for each in ids],
            page_size=1000,
        )
        execute_values(
            cursor,
            "INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json)"
            " VALUES %s",
            (
                (each[0], name, draw(one, rng), encoded[name])
                for each in ids
                for name, one in distributions.items()
            ),
            page_size=2000,
        )
        cursor.execute("ANALYZE")
        connection.commit()
    finally:
        connection.close()


def own(study):
    """Gives a forked client its own connection or worker's id."""
    storage = study._storage
    if isinstance(storage, JournalStorage):
        storage._worker_id_prefix = str(uuid.uuid4()) + "-"
        storage._replay_result._worker_id_prefix = storage._worker_id_prefix
    else:
        storage._backend.engine.dispose(close=False)


def sampler_of(name):
    # As they come. Sampling each parameter by itself (multivariate=False) is slower still.
    return {"random": optuna.samplers.RandomSampler, "tpe": optuna.samplers.TPESampler}[name]()


def client(study, sampler, distributions, ready, begin_at, end_at, results):
    own(study)
    study.sampler = sampler_of(sampler)
    rng = random.Random()
    ready.wait()
    count, cpu_begin, cpu_end, failures = 0, None, None, 0
    while True:
        now = time.time()
        if cpu_begin is None and begin_at.value and now >= begin_at.value:
            cpu_begin = time.process_time()
        if end_at.value and now >= end_at.value:
            cpu_end = time.process_time()
            break
        try:
            trial = study.ask(fixed_distributions=distributions)
            study.tell(trial, rng.gauss(1, 0.1))
        except Exception as failure:  # Counted and told, for a client that ends would help nobody.
            failures += 1
            if failures == 1:
                print(f"optuna_peer: {failure!r}", file=sys.stderr, flush=True)
            continue
        told = time.time()
        if begin_at.value and begin_at.value <= told < end_at.value:
            count += 1
    results.put((count, cpu_end - (cpu_begin if cpu_begin is not None else cpu_end), failures))


def run(study, distributions, clients, sampler, warm, seconds):
    fork = multiprocessing.get_context("fork")
    ready = fork.Barrier(clients + 1)
    begin_at, end_at = fork.Value("d", 0.0), fork.Value("d", 0.0)
    results = fork.Queue()
    # What is shared stays shared as long as nobody collects it.
    gc.collect()
    gc.freeze()
    processes = [
        fork.Process(
            target=client, args=(study, sampler, distributions, ready, begin_at, end_at, results)
        )
        for _ in range(clients)
    ]
    for process in processes:
        process.start()
    ready.wait()
    end_at.value = time.time() + warm + seconds
    begin_at.value = end_at.value - seconds
    told = [results.get() for _ in processes]
    for process in processes:
        process.join()
    gc.unfreeze()
    return {
        "results": sum(each[0] for each in told),
        "seconds": seconds,
        "begin": begin_at.value,
        "end": end_at.value,
        "client_cpu_seconds": round(sum(each[1] for each in told), 3),
        "failures": sum(each[2] for each in told),
    }


def main():
    warnings.simplefilter("ignore")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    place, knobs, clients = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(knobs, encoding="utf-8") as file:
        distributions = {knob["name"]: distribution(knob) for knob in json.load(file)}
    rng = random.Random(7)
    if "://" in place:
        # A connection for the process and no more, as each client has one.
        storage = RDBStorage(place, engine_kwargs={"pool_size": 1})
    else:
        backend = JournalFileBackend(place)
        storage = JournalStorage(backend)
    study = None
    for line in sys.stdin:
        words = line.split()
        began = time.time()
        if words[0] == "fill":
            study = optuna.create_study(storage=storage, study_name=NAME)
            if "://" in place:
                fill_database(storage, study._study_id, distributions, int(words[1]), rng)
            else:
                fill_journal(backend, study._study_id, distributions, int(words[1]), rng)
            finished = len(study.get_trials(deepcopy=False))
            answer = {
                "finished": finished,
                "fill_seconds": round(time.time() - began, 1),
                "optuna": optuna.__version__,
                "pid": os.getpid(),
            }
        else:
            # Of what the clients of the round before have told.
            study.get_trials(deepcopy=False)
            answer = run(
                study, distributions, clients, words[1], float(words[2]), float(words[3])
            )
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
