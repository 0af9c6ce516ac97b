package dev.swarm.coordinator.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.submodule.SubmoduleValidator.SubmoduleValidationException;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceiveCommand.Result;
import org.eclipse.jgit.transport.ReceivePack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One push: judges it by {@link PushRules}, makes what was taken durable, tells the listener, and
 * only then lets the machine hear the result. Belongs to one request and its thread. A crash on the
 * way leaves each ref either as it was or as pushed; the machine pushes again.
 */
final class HubPush extends ReceivePack {
  private static final Logger log = LoggerFactory.getLogger(HubPush.class);

  /** Far above any experiment, and small enough that one push cannot fill the disk. */
  private static final long LARGEST_PACK_BYTES = 256L << 20;

  private final FileRepository hub;
  private final PushGate gate;
  private final String machine;
  private final PushRules rules;
  private final OwnRefs ownRefs;
  private final Runnable discardPack;
  private final RefListener listener;
  private final Runnable afterwards;

  HubPush(
      Hub hub,
      Caller caller,
      MachineBranches branches,
      RefListener listener,
      Runnable discardPack,
      Runnable afterwards) {
    super(hub.repository());
    this.hub = hub.repository();
    this.gate = hub.gate();
    this.machine = caller.machine().orElse("");
    this.rules = new PushRules(this.hub, caller, branches);
    this.ownRefs = new OwnRefs(rules);
    this.listener = listener;
    this.discardPack = discardPack;
    this.afterwards = afterwards;
    setAllowDeletes(false);
    setAllowNonFastForwards(false);
    setMaxPackSizeLimit(LARGEST_PACK_BYTES);
    setAdvertiseRefsHook(ownRefs);
  }

  @Override
  public void receive(InputStream input, OutputStream output, OutputStream messages)
      throws IOException {
    // JGit asks the hook for the listing only; without this the push itself looks at every ref.
    ownRefs.advertiseRefs(this);
    gate.push(() -> super.receive(input, output, messages));
    afterwards.run();
  }

  @Override
  protected void receivePackAndCheckConnectivity()
      throws IOException, LargeObjectException, SubmoduleValidationException {
    rules.judgeNames(getAllCommands());
    if (filterCommands(Result.NOT_ATTEMPTED).isEmpty()) {
      discardPack.run();
      return;
    }
    super.receivePackAndCheckConnectivity();
    rules.judgeHistory(getAllCommands(), getRevWalk());
  }

  @Override
  protected void executeCommands() {
    super.executeCommands();
    List<ReceiveCommand> taken = filterCommands(Result.OK);
    for (ReceiveCommand command : taken) {
      try {
        DurableFolders.sync(hub.getDirectory().toPath(), command.getRefName());
      } catch (IOException failure) {
        log.error("{} of {} is not durable", command.getRefName(), machine, failure);
        command.setResult(Result.REJECTED_OTHER_REASON, "the hub's disk failed: " + failure);
        continue;
      }
      tell(command);
    }
  }

  private void tell(ReceiveCommand command) {
    try {
      listener.updated(machine, command.getRefName(), command.getNewId());
    } catch (RuntimeException failure) {
      // The push is on disk: a listener's fault must not make the machine think otherwise.
      log.error("The listener failed on {} of {}", command.getRefName(), machine, failure);
    }
  }
}
