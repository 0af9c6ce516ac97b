/**
 * The runner: starts an experiment's run command as a child process, keeps it inside its limits,
 * and reads what it reported.
 *
 * <p>A run outlives the worker. Each has a folder ({@link dev.swarm.agent.run.RunFolder}); a small
 * shell script ({@code wrapper.sh}) starts the command in a session of its own, under the device's
 * locks, and leaves the exit code in the folder. After a restart {@link dev.swarm.agent.run.Runner}
 * adopts what still runs, or kills its whole tree, before it starts anything else.
 *
 * <p>These files meet in a run's folder, all but run.log renamed into place:
 *
 * <pre>
 *   run       worker           what was asked for, before anything is started
 *   pid       wrapper          the process that leads the run's session, before the command starts
 *   started   start.sh         the device's locks are taken; from here on it is a run
 *   stop      worker, watchdog why the run is being killed, before the first signal is sent
 *   exit      wrapper          the command's exit code
 *   end       worker           how the run ended, after the last of its processes is gone
 *   run.log   the command      its output
 *   home, tmp the command      its own HOME and TMPDIR, until it ends
 * </pre>
 */
package dev.swarm.agent.run;
