package dev.swarm.agent.workspace;

import java.time.Instant;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A win to be put on the branch: its experiment's commit with the ledger folded in.
 *
 * @param experiment the commit as it ran
 * @param results the whole of results.tsv up to and with this experiment
 * @param time from the event that kept it; git keeps whole seconds of it
 */
public record KeptCommit(ObjectId experiment, byte[] results, Instant time) {}
