package dev.swarm.agent.run;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the last lines of a log say of a crash, as a table: the first row that has a line speaks,
 * and of its lines the last, since the ones before are often only its causes.
 *
 * <p>The order is by how far a sign can be trusted. A full disk or a lost driver explains whatever
 * came after it; connections break in every crash, so the network comes last.
 *
 * <p>Pure.
 */
final class CrashSigns {
  /** Where the network is closed to experiments, failing to reach it is the experiment's doing. */
  private static final String NETWORK =
      "Temporary failure in name resolution"
          + "|Name or service not known"
          + "|nodename nor servname provided"
          + "|Could not resolve host"
          + "|Network is unreachable"
          + "|No route to host"
          + "|\\b(?:ConnectionError|ConnectTimeout|ReadTimeout|MaxRetryError|NewConnectionError)\\b"
          + "|\\b(?:ConnectionRefusedError|ConnectionResetError|RemoteDisconnected)\\b"
          + "|\\bConnection (?:refused|reset by peer|timed out)\\b"
          + "|\\b(?:429 .{0,20}Too Many Requests|50[0234] .{0,20}(?:Server Error|Bad Gateway|Service Unavailable|Gateway Time))"
          + "|java\\.net\\.(?:UnknownHost|Connect|SocketTimeout)Exception"
          + "|\\b(?:LocalEntryNotFoundError|OfflineModeIsEnabled)\\b";

  private record Row(CrashKind kind, Pattern pattern) {
    static Row of(CrashKind kind, String... expressions) {
      return new Row(
          kind, Pattern.compile(String.join("|", expressions), Pattern.CASE_INSENSITIVE));
    }
  }

  private static final List<Row> TABLE =
      List.of(
          // Shared memory is a disk to the program and memory to the host.
          Row.of(
              CrashKind.OUT_OF_MEMORY,
              "(?:torch_|/dev/shm).*No space left on device",
              "DataLoader worker \\(pid.{0,40}\\) is killed by signal: (?:Killed|Bus error)"),
          Row.of(
              CrashKind.INFRASTRUCTURE,
              "No space left on device",
              "\\bENOSPC\\b",
              "Disk quota exceeded",
              "\\[Errno 5\\] Input/output error",
              ": Input/output error$",
              "Stale file handle",
              "Too many open files in system",
              "^bwrap: ",
              "^sandbox: "),
          Row.of(
              CrashKind.INFRASTRUCTURE,
              "no CUDA-capable device is detected",
              "No (?:CUDA|HIP) GPUs are available",
              "CUDA driver version is insufficient",
              "Driver/library version mismatch",
              "Failed to initialize NVML",
              "\\bNVML: Unknown Error",
              "couldn't communicate with the NVIDIA driver",
              "\\bNVRM: Xid",
              "uncorrectable (?:NVLink|ECC) error",
              "GPU is lost",
              "fallen off the bus",
              "CUDA error: unknown error",
              "CUDA unknown error",
              "CUDA-capable device\\(s\\) is/are busy or unavailable",
              "^Another trainer is computing on",
              "lib(?:cuda|nvidia-ml)\\.so\\S*: cannot open shared object file",
              "MTLCreateSystemDefaultDevice.*nil"),
          Row.of(
              CrashKind.OUT_OF_MEMORY,
              "out of memory",
              "OutOfMemory",
              "\\bMemoryError\\b",
              "\\bC(?:UBLAS|UDNN)_STATUS_ALLOC_FAILED\\b",
              "Resource exhausted: OOM",
              "Cannot allocate memory",
              "can't allocate memory",
              "Unable to allocate [\\d.]+ [KMGT]i?B",
              "std::bad_alloc",
              "Insufficient Memory",
              "memory allocation .*failed",
              "failed to allocate .*memory",
              "There is insufficient memory for the Java Runtime",
              "\\[malloc_or_wait\\]|\\[metal::malloc\\]"),
          Row.of(
              CrashKind.DIVERGED,
              "^\\s*FAIL\\s*$",
              "\\bdiverged\\b",
              "\\bFloatingPointError\\b",
              "Backward\\d*' returned nan values",
              "\\bloss\\b.{0,20}\\b(?:nan|inf|infinity)\\b",
              "\\bloss\\b.{0,20}\\b(?:exploded|not finite|above 100|> ?100)\\b"),
          Row.of(
              CrashKind.COMPILE_ERROR,
              "\\.java:\\d+: error:",
              "error: compilation failed",
              "^\\s*(?:SyntaxError|IndentationError|TabError|ImportError|ModuleNotFoundError):",
              "\\bCompilationError\\b",
              "\\b(?:BackendCompilerFailed|InductorError)\\b",
              "\\.cu\\(\\d+\\): error"),
          Row.of(
              CrashKind.LIMIT,
              "File too large",
              "File size limit exceeded",
              "(?:fork|pthread_create).{0,40}Resource temporarily unavailable",
              "can't start new thread",
              "unable to create native thread"));

  private static final Row UNREACHABLE = Row.of(CrashKind.INFRASTRUCTURE, NETWORK);

  private CrashSigns() {}

  /**
   * The first row of the table that has a line; then what the network says.
   *
   * @param network whether the campaign lets its experiments reach it
   */
  static Optional<Crash> find(LogTail tail, boolean network) {
    for (Row row : TABLE) {
      Optional<String> line = last(tail, row);
      if (line.isPresent()) {
        return line.map(said -> new Crash(row.kind(), said));
      }
    }
    return last(tail, UNREACHABLE)
        .map(
            said ->
                network
                    ? new Crash(UNREACHABLE.kind(), said)
                    : new Crash(
                        CrashKind.OTHER, said + " (the campaign gives its runs no network)"));
  }

  private static Optional<String> last(LogTail tail, Row row) {
    for (int i = tail.lines().size() - 1; i >= 0; i--) {
      String line = tail.lines().get(i);
      if (row.pattern().matcher(line).find()) {
        return Optional.of(line.strip());
      }
    }
    return Optional.empty();
  }
}
