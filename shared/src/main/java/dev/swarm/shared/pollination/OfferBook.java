package dev.swarm.shared.pollination;

import dev.swarm.shared.experiment.ChangeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * Every win that was ever on offer, and for each hardware class those that its machines may still
 * be given, so that what a machine has to look through does not grow with the history.
 *
 * <p>Immutable.
 *
 * @param all by the change's identity
 * @param open by the class of the receiver and the class of the win, the largest gain first
 */
public record OfferBook(
    PMap<ChangeId, Offer> all, PMap<String, PMap<String, PSortedMap<Place, Win>>> open) {
  /** Nothing is on offer. */
  public static final OfferBook EMPTY = new OfferBook(HashTreePMap.empty(), HashTreePMap.empty());

  /**
   * Where a win stands among those of its class: the largest gain first.
   *
   * @param gain in noise floors
   */
  public record Place(double gain, ChangeId change) implements Comparable<Place> {
    static Place of(Win win) {
      return new Place(win.gain(), win.change());
    }

    @Override
    public int compareTo(Place other) {
      int larger = Double.compare(other.gain, gain);
      return larger != 0 ? larger : change.compareTo(other.change);
    }
  }

  /**
   * Made again from its offers.
   *
   * @param receivers the classes that it is to keep at hand for
   */
  public static OfferBook of(PMap<ChangeId, Offer> all, Iterable<String> receivers) {
    OfferBook book = new OfferBook(all, HashTreePMap.empty());
    for (String each : receivers) {
      book = book.knowing(each);
    }
    return book;
  }

  /** The win of a change and how far it has got; nothing where it never was on offer. */
  public Optional<Offer> find(ChangeId change) {
    return Optional.ofNullable(all.get(change));
  }

  /** With an offer, or what has become of it since. */
  public OfferBook plus(Offer offer) {
    PMap<String, PMap<String, PSortedMap<Place, Win>>> changed = open;
    for (Map.Entry<String, PMap<String, PSortedMap<Place, Win>>> each : open.entrySet()) {
      changed = changed.plus(each.getKey(), placed(each.getValue(), each.getKey(), offer));
    }
    return new OfferBook(all.plus(offer.win().change(), offer), changed);
  }

  /** Keeps what is open to a class at hand from now on; to be told of a class's first machine. */
  public OfferBook knowing(String hardwareClass) {
    return open.containsKey(hardwareClass)
        ? this
        : new OfferBook(all, open.plus(hardwareClass, openTo(hardwareClass)));
  }

  /** What is open to a class, the win that the filters leave and that stands first. */
  Optional<Win> first(String hardwareClass, Predicate<String> fromClass, Predicate<Win> wanted) {
    PMap<String, PSortedMap<Place, Win>> byClass = openTo(hardwareClass);
    Optional<Win> own = first(byClass, hardwareClass, fromClass, wanted);
    if (own.isPresent()) {
      return own;
    }
    Win next = null;
    for (String other : byClass.keySet()) {
      if (!other.equals(hardwareClass)) {
        Optional<Win> win = first(byClass, other, fromClass, wanted);
        if (win.isPresent()
            && (next == null || Place.of(win.get()).compareTo(Place.of(next)) < 0)) {
          next = win.get();
        }
      }
    }
    return Optional.ofNullable(next);
  }

  /** All that is open to a class, in no order. */
  List<Win> openWins(String hardwareClass) {
    List<Win> wins = new ArrayList<>();
    openTo(hardwareClass).values().forEach(each -> wins.addAll(each.values()));
    return wins;
  }

  private static Optional<Win> first(
      PMap<String, PSortedMap<Place, Win>> byClass,
      String of,
      Predicate<String> fromClass,
      Predicate<Win> wanted) {
    PSortedMap<Place, Win> wins = byClass.get(of);
    return wins == null || !fromClass.test(of)
        ? Optional.empty()
        : wins.values().stream().filter(wanted).findFirst();
  }

  private PMap<String, PSortedMap<Place, Win>> openTo(String hardwareClass) {
    PMap<String, PSortedMap<Place, Win>> known = open.get(hardwareClass);
    if (known != null) {
      return known;
    }
    PMap<String, PSortedMap<Place, Win>> found = HashTreePMap.empty();
    for (Offer offer : all.values()) {
      found = placed(found, hardwareClass, offer);
    }
    return found;
  }

  private static PMap<String, PSortedMap<Place, Win>> placed(
      PMap<String, PSortedMap<Place, Win>> byClass, String receivers, Offer offer) {
    Win win = offer.win();
    Place place = Place.of(win);
    PSortedMap<Place, Win> wins = byClass.getOrDefault(win.hardwareClass(), TreePMap.empty());
    boolean isOpen = offer.in(receivers).areAskedOn();
    if (isOpen == wins.containsKey(place)) {
      return byClass;
    }
    PSortedMap<Place, Win> changed = isOpen ? wins.plus(place, win) : wins.minus(place);
    return changed.isEmpty()
        ? byClass.minus(win.hardwareClass())
        : byClass.plus(win.hardwareClass(), changed);
  }
}
