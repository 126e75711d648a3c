package io.tidemark.loader.dms;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks for settings of AWS DMS that lose data, in JSON files of any of its shapes. */
public final class DmsExamination {

    private DmsExamination() {}

    /**
     * What the rules find, and of what nothing was given.
     *
     * @param places files, and folders of {@code .json} files
     * @throws ConfigurationException a file is missing or no JSON, or nothing of DMS is there
     */
    public static List<Finding> of(List<Path> places) {
        Rules rules = Rules.read();
        DmsDocuments documents = new DmsDocuments(rules.largeTypes());
        places.stream().flatMap(place -> files(place).stream()).forEach(file -> read(documents, file));
        List<Finding> findings = new ArrayList<>();
        for (Capture capture : documents.captures()) {
            List<RuleFinding> found = rules.findings(capture);
            found.forEach(finding -> findings.add(said(finding)));
            if (found.isEmpty()) {
                findings.add(Finding.ok(subject(capture.name()), "none of the settings given loses data"));
            }
            if (!rules.unknownParts(capture).isEmpty()) {
                findings.add(Finding.ok(
                        subject(capture.name()),
                        "not looked at, since not given: " + String.join(", ", rules.unknownParts(capture))));
            }
        }
        documents.notes().forEach(note -> findings.add(Finding.ok("DMS", note)));
        return findings;
    }

    private static Finding said(RuleFinding finding) {
        Rule rule = finding.rule();
        String subject = subject(finding.subject()) + ", " + rule.id();
        String found = finding.found().isEmpty() ? "" : " (" + finding.found() + ")";
        String cause = rule.title() + found + ". " + rule.reason();
        return rule.severity().equals("loses")
                ? Finding.error(subject, cause, rule.fix())
                : Finding.warning(subject, cause, rule.fix());
    }

    private static String subject(String name) {
        return "DMS, " + name;
    }

    private static List<Path> files(Path place) {
        if (Files.isRegularFile(place)) {
            return List.of(place);
        }
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ConfigurationException("--dms " + place + ": no such file or folder", e);
        }
    }

    private static void read(DmsDocuments documents, Path file) {
        try {
            documents.add(file.toString(), new ObjectMapper().readTree(file.toFile()));
        } catch (JacksonException e) {
            throw new ConfigurationException(
                    file + ":" + e.getLocation().getLineNr() + ": no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ConfigurationException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
