package dev.swarm.coordinator.cli.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.swarm.coordinator.cli.Style;
import dev.swarm.shared.campaign.Direction;
import dev.swarm.shared.comparison.ClassComparison;
import dev.swarm.shared.comparison.MeasuredSwarm;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The page of a comparison. */
class ComparisonPageTest {
  private static final String HOSTILE = "<script src=\"//x\">a&b</script> ]]> \u0000\u001b[31m '\"";

  @Test
  void isWellFormedWhateverALedgerSays() throws Exception {
    Document page = parsed(ComparisonPage.of(SampleSwarm.of(7, HOSTILE)));

    assertThat(page.getElementsByTagName("script").getLength()).isZero();
    assertThat(page.getDocumentElement().getTextContent())
        .contains("<script src=\"//x\">a&b</script>");
  }

  @Test
  void needsNothingFromAnywhere() throws Exception {
    String html = ComparisonPage.of(SampleSwarm.of(7, ""));

    assertThat(html).doesNotContain("http:", "https:", "url(", "@import", "//");
    NodeList all = parsed(html).getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      assertThat(element.getTagName())
          .isNotIn("script", "link", "img", "iframe", "object", "embed", "use", "image");
      assertThat(element.getAttribute("href")).matches("|#.*");
      assertThat(element.hasAttribute("src")).isFalse();
    }
  }

  @Test
  void saysInWordsWhatItsPicturesShow() throws Exception {
    Document page = parsed(ComparisonPage.of(SampleSwarm.of(7, "")));

    NodeList pictures = page.getElementsByTagName("svg");
    assertThat(pictures.getLength()).isGreaterThan(10);
    for (int i = 0; i < pictures.getLength(); i++) {
      Element picture = (Element) pictures.item(i);
      boolean ornament = picture.getAttribute("aria-hidden").equals("true");
      boolean titled = picture.getElementsByTagName("title").getLength() > 0;
      assertThat(ornament || titled).isTrue();
    }
    NodeList tables = page.getElementsByTagName("table");
    for (int i = 0; i < tables.getLength(); i++) {
      assertThat(((Element) tables.item(i)).getElementsByTagName("caption").getLength()).isOne();
    }
  }

  @Test
  void showsASwarmThatHasNothingYet() throws Exception {
    ComparedSwarm empty =
        new ComparedSwarm(
            "new",
            "val_bpb",
            ClassComparison.of(
                new MeasuredSwarm(Direction.MINIMIZE, List.of(), List.of(), List.of(), Set.of())),
            List.of());

    assertThat(parsed(ComparisonPage.of(empty)).getDocumentElement().getTextContent())
        .contains("No baseline is measured yet.", "Nothing was carried yet.");
    assertThat(ComparisonText.of(empty, Style.PLAIN)).startsWith("new: minimize val_bpb\n");
  }

  @Test
  void fitsATerminalOfAHundredColumns() {
    String text = ComparisonText.of(SampleSwarm.of(7, " because of this and that"), Style.PLAIN);

    assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    assertThat(text)
        .contains("Universal (", "Class-specific (", "Untested elsewhere (", "Transfers");
  }

  @Test
  void sendsNoControlCharactersToATerminal() {
    String text = ComparisonText.of(SampleSwarm.of(7, HOSTILE), Style.PLAIN);

    assertThat(Pattern.compile("[\\p{Cntrl}&&[^\\n]]").matcher(text).find()).isFalse();
  }

  private static Document parsed(String html) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
  }
}
