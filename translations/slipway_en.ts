<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>slipway::ActionTexts</name>
    <message numerus="yes">
        <source>Wait %n second(s).</source>
        <translation>
            <numerusform>Wait %n second.</numerusform>
            <numerusform>Wait %n seconds.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n approval(s) from: %1.</source>
        <translation>
            <numerusform>%n approval from: %1.</numerusform>
            <numerusform>%n approvals from: %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::AnswerRules</name>
    <message numerus="yes">
        <source>%n item(s) of the checklist are not ticked yet.</source>
        <translation>
            <numerusform>%n item of the checklist is not ticked yet.</numerusform>
            <numerusform>%n items of the checklist are not ticked yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ApprovalRules</name>
    <message numerus="yes">
        <source>%1 approvals are needed, but only %n person(s) may give one.</source>
        <translation>
            <numerusform>%1 approvals are needed, but only %n person may give one.</numerusform>
            <numerusform>%1 approvals are needed, but only %n persons may give one.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ConsolePane</name>
    <message numerus="yes">
        <source>Send the next line to all %n</source>
        <translation>
            <numerusform>Send the next line to it</numerusform>
            <numerusform>Send the next line to all %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Broadcast to %n console(s)</source>
        <translation>
            <numerusform>Broadcast to %n console</numerusform>
            <numerusform>Broadcast to %n consoles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n console(s) get it.</source>
        <translation>
            <numerusform>%n console gets it.</numerusform>
            <numerusform>%n consoles get it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ConsoleSession</name>
    <message numerus="yes">
        <source>Connection lost. Next attempt in %n second(s).</source>
        <translation>
            <numerusform>Connection lost. Next attempt in %n second.</numerusform>
            <numerusform>Connection lost. Next attempt in %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::DurableJob</name>
    <message numerus="yes">
        <source>%1: back after %n second(s).</source>
        <translation>
            <numerusform>%1: back after %n second.</numerusform>
            <numerusform>%1: back after %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EnvCompareCommand</name>
    <message numerus="yes">
        <source>slipwayctl: the loader complains of %n line(s) of %1.</source>
        <translation>
            <numerusform>slipwayctl: the loader complains of %n line of %1.</numerusform>
            <numerusform>slipwayctl: the loader complains of %n lines of %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EnvDeliveryDialog</name>
    <message numerus="yes">
        <source>Upload to %n server(s)</source>
        <translation>
            <numerusform>Upload to %n server</numerusform>
            <numerusform>Upload to %n servers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EnvDeliveryModel</name>
    <message numerus="yes">
        <source>The same, %n key(s)</source>
        <translation>
            <numerusform>The same, %n key</numerusform>
            <numerusform>The same, %n keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) differ</source>
        <translation>
            <numerusform>%n key differs</numerusform>
            <numerusform>%n keys differ</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>its loader complains of %n line(s)</source>
        <translation>
            <numerusform>its loader complains of %n line</numerusform>
            <numerusform>its loader complains of %n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EnvEditPage</name>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n error</numerusform>
            <numerusform>%n errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hint(s)</source>
        <translation>
            <numerusform>%n hint</numerusform>
            <numerusform>%n hints</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n loader(s) differ</source>
        <translation>
            <numerusform>%1 · %n loader differs</numerusform>
            <numerusform>%1 · %n loaders differ</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EnvExecutor</name>
    <message numerus="yes">
        <source>%1 has %n error(s). Correct them and check it again.</source>
        <translation>
            <numerusform>%1 has %n error. Correct it and check again.</numerusform>
            <numerusform>%1 has %n errors. Correct them and check it again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EnvFilesPage</name>
    <message numerus="yes">
        <source>%n finding(s)</source>
        <translation>
            <numerusform>%n finding</numerusform>
            <numerusform>%n findings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EnvImportDialog</name>
    <message numerus="yes">
        <source>%n key(s) are the same already.</source>
        <translation>
            <numerusform>%n key is the same already.</numerusform>
            <numerusform>%n keys are the same already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) are kept in the keychain and stay there.</source>
        <translation>
            <numerusform>%n key is kept in the keychain and stays there.</numerusform>
            <numerusform>%n keys are kept in the keychain and stay there.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take over %n key(s)</source>
        <translation>
            <numerusform>Take over %n key</numerusform>
            <numerusform>Take over %n keys</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EnvLensModel</name>
    <message numerus="yes">
        <source>%1  (%n character(s))</source>
        <translation>
            <numerusform>%1  (%n character)</numerusform>
            <numerusform>%1  (%n characters)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EnvReviewDialog</name>
    <message numerus="yes">
        <source>%n key(s) of %1 change</source>
        <translation>
            <numerusform>%n key of %1 changes</numerusform>
            <numerusform>%n keys of %1 change</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n error(s) are still in the file.</source>
        <translation>
            <numerusform>%n error is still in the file.</numerusform>
            <numerusform>%n errors are still in the file.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::EnvRoom</name>
    <message numerus="yes">
        <source>%n thing(s) mended. No value changed. Ctrl+Z takes it back.</source>
        <translation>
            <numerusform>%n thing mended. No value changed. Ctrl+Z takes it back.</numerusform>
            <numerusform>%n things mended. No value changed. Ctrl+Z takes it back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s) taken over from the file on the disk.</source>
        <translation>
            <numerusform>%n key taken over from the file on the disk.</numerusform>
            <numerusform>%n keys taken over from the file on the disk.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mends %n finding(s) without changing a value in any loader.</source>
        <translation>
            <numerusform>Mends %n finding without changing a value in any loader.</numerusform>
            <numerusform>Mends %n findings without changing a value in any loader.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n key(s)</source>
        <translation>
            <numerusform>%n key</numerusform>
            <numerusform>%n keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n error</numerusform>
            <numerusform>%n errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n missing</source>
        <translation>
            <numerusform>%n missing</numerusform>
            <numerusform>%n missing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n error(s) are still in the file.</source>
        <translation>
            <numerusform>%n error is still in the file.</numerusform>
            <numerusform>%n errors are still in the file.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::FanOutConfirm</name>
    <message numerus="yes">
        <source>Run on %n server(s) of %1?</source>
        <translation>
            <numerusform>Run on %n server of %1?</numerusform>
            <numerusform>Run on %n servers of %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The command runs on %n server(s) of %1 at once. Type the number of servers to go on.</source>
        <translation>
            <numerusform>The command runs on %n server of %1 at once. Type the number of servers to go on.</numerusform>
            <numerusform>The command runs on %n servers of %1 at once. Type the number of servers to go on.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run on %n server(s)</source>
        <translation>
            <numerusform>Run on %n server</numerusform>
            <numerusform>Run on %n servers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::FanOutGathered</name>
    <message numerus="yes">
        <source>(the first %n lines are shown; copy or save to have all)</source>
        <translation>
            <numerusform>(the first line is shown; copy or save to have all)</numerusform>
            <numerusform>(the first %n lines are shown; copy or save to have all)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::FanOutPane</name>
    <message numerus="yes">
        <source>Run on %n server(s)</source>
        <translation>
            <numerusform>Run on %n server</numerusform>
            <numerusform>Run on %n servers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run again on %n server(s)</source>
        <translation>
            <numerusform>Run again on %n server</numerusform>
            <numerusform>Run again on %n servers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ending on %n server(s): TERM, then KILL.</source>
        <translation>
            <numerusform>Ending on %n server: TERM, then KILL.</numerusform>
            <numerusform>Ending on %n servers: TERM, then KILL.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::FileBrowser</name>
    <message numerus="yes">
        <source>%n name(s) that lead out of the folder were left out. Do not trust this server&apos;s listing.</source>
        <translation>
            <numerusform>%n name that leads out of the folder was left out. Do not trust this server&apos;s listing.</numerusform>
            <numerusform>%n names that lead out of the folder were left out. Do not trust this server&apos;s listing.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(s) on %1</source>
        <translation>
            <numerusform>%n entry on %1</numerusform>
            <numerusform>%n entries on %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n entry(s)</source>
        <translation>
            <numerusform>Delete %n entry</numerusform>
            <numerusform>Delete %n entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(s)</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Replace %n of the same name</source>
        <translation>
            <numerusform>Replace one of the same name</numerusform>
            <numerusform>Replace %n of the same name</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(s) on %1, %2 hidden</source>
        <translation>
            <numerusform>%n entry on %1, %2 hidden</numerusform>
            <numerusform>%n entries on %1, %2 hidden</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::GatheredOutputs</name>
    <message numerus="yes">
        <source>%n line(s) on standard error</source>
        <translation>
            <numerusform>%n line on standard error</numerusform>
            <numerusform>%n lines on standard error</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::Gauge</name>
    <message numerus="yes">
        <source>%n measurement(s), %1 % of the time known.</source>
        <translation>
            <numerusform>%n measurement, %1 % of the time known.</numerusform>
            <numerusform>%n measurements, %1 % of the time known.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::GoBoard</name>
    <message numerus="yes">
        <source>GO: all %n required target(s) are met.</source>
        <translation>
            <numerusform>GO: the one required target is met.</numerusform>
            <numerusform>GO: all %n required targets are met.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n required target(s) are met.</source>
        <translation>
            <numerusform>The one required target is met.</numerusform>
            <numerusform>All %n required targets are met.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::HostKeyWords</name>
    <message numerus="yes">
        <source>%n servers wait for this answer: %1</source>
        <translation>
            <numerusform>%n server waits for this answer: %1</numerusform>
            <numerusform>%n servers wait for this answer: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::HostSummary</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It failed on %n host(s): %1.</source>
        <translation>
            <numerusform>It failed on %n host: %1.</numerusform>
            <numerusform>It failed on %n hosts: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n host(s) could not be reached: %1.</source>
        <translation>
            <numerusform>%n host could not be reached: %1.</numerusform>
            <numerusform>%n hosts could not be reached: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n host(s) did not have their turn: %1.</source>
        <translation>
            <numerusform>%n host did not have its turn: %1.</numerusform>
            <numerusform>%n hosts did not have their turn: %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::HttpCheckRun</name>
    <message numerus="yes">
        <source>they held, for the %n. time in a row</source>
        <translation>
            <numerusform>they held, once</numerusform>
            <numerusform>they held, %n times in a row</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The conditions did not hold %n time(s) in a row within %1 s. At the last attempt: %2</source>
        <translation>
            <numerusform>The conditions did not hold %n time in a row within %1 s. At the last attempt: %2</numerusform>
            <numerusform>The conditions did not hold %n times in a row within %1 s. At the last attempt: %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::LogView</name>
    <message numerus="yes">
        <source>%n place(s)</source>
        <translation>
            <numerusform>%n place</numerusform>
            <numerusform>%n places</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::MainWindow</name>
    <message numerus="yes">
        <source>%n file(s) have changes that are not saved</source>
        <translation>
            <numerusform>%n file has changes that are not saved</numerusform>
            <numerusform>%n files have changes that are not saved</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::MetricDetails</name>
    <message numerus="yes">
        <source>%n measurement(s)</source>
        <translation>
            <numerusform>%n measurement</numerusform>
            <numerusform>%n measurements</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::MetricDialog</name>
    <message numerus="yes">
        <source>Show %n more setting(s)</source>
        <translation>
            <numerusform>Show %n more setting</numerusform>
            <numerusform>Show %n more settings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::MetricText</name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::NotifyExecutor</name>
    <message numerus="yes">
        <source>the mail server took it for %n receiver(s)
</source>
        <translation>
            <numerusform>the mail server took it for %n receiver
</numerusform>
            <numerusform>the mail server took it for %n receivers
</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::PasteBar</name>
    <message numerus="yes">
        <source>This text has %n line(s); each line end runs what stands before it.</source>
        <translation>
            <numerusform>This text has %n line; its line end runs it.</numerusform>
            <numerusform>This text has %n lines; each line end runs what stands before it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Paste %n line(s)</source>
        <translation>
            <numerusform>Paste %n line</numerusform>
            <numerusform>Paste %n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::PlanProblems</name>
    <message numerus="yes">
        <source>This plan cannot run: %n error(s) in the file.</source>
        <translation>
            <numerusform>This plan cannot run: %n error in the file.</numerusform>
            <numerusform>This plan cannot run: %n errors in the file.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s) about this plan.</source>
        <translation>
            <numerusform>%n warning about this plan.</numerusform>
            <numerusform>%n warnings about this plan.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::PreviewDialog</name>
    <message numerus="yes">
        <source>%n row(s) cannot be filled in yet; each says why.</source>
        <translation>
            <numerusform>%n row cannot be filled in yet; it says why.</numerusform>
            <numerusform>%n rows cannot be filled in yet; each says why.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::Quarantine</name>
    <message numerus="yes">
        <source>It could not be reached %n time(s) in a row.</source>
        <translation>
            <numerusform>It could not be reached once.</numerusform>
            <numerusform>It could not be reached %n times in a row.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::QuestionPresenter</name>
    <message numerus="yes">
        <source>Roll back %n step(s)…</source>
        <translation>
            <numerusform>Roll back %n step…</numerusform>
            <numerusform>Roll back %n steps…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::RemoteListModel</name>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::RunActions</name>
    <message numerus="yes">
        <source>Roll back %n step(s)</source>
        <translation>
            <numerusform>Roll back %n step</numerusform>
            <numerusform>Roll back %n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::RunEngine</name>
    <message numerus="yes">
        <source>What led here is kept; %n step(s) are undone now.</source>
        <translation>
            <numerusform>What led here is kept; %n step is undone now.</numerusform>
            <numerusform>What led here is kept; %n steps are undone now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 There is more: %n fault(s) in all.</source>
        <translation>
            <numerusform>%1 There is more: %n fault in all.</numerusform>
            <numerusform>%1 There is more: %n faults in all.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::SchemaCheck</name>
    <message numerus="yes">
        <source>This has %n character(s)</source>
        <translation>
            <numerusform>This has %n character</numerusform>
            <numerusform>This has %n characters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::SecretRules</name>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n character</numerusform>
            <numerusform>%n characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s), %1</source>
        <translation>
            <numerusform>%n byte, %1</numerusform>
            <numerusform>%n bytes, %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ServersModel</name>
    <message numerus="yes">
        <source>Group %1, %n server(s)</source>
        <translation>
            <numerusform>Group %1, %n server</numerusform>
            <numerusform>Group %1, %n servers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n server(s)</source>
        <translation>
            <numerusform>%n server</numerusform>
            <numerusform>%n servers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ServersPanel</name>
    <message numerus="yes">
        <source>Open %n console(s)</source>
        <translation>
            <numerusform>Open %n console</numerusform>
            <numerusform>Open %n consoles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run a command on %n server(s)…</source>
        <translation>
            <numerusform>Run a command on %n server…</numerusform>
            <numerusform>Run a command on %n servers…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ServersRoom</name>
    <message numerus="yes">
        <source>What you type goes to %n console(s)</source>
        <translation>
            <numerusform>What you type goes to %n console</numerusform>
            <numerusform>What you type goes to %n consoles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n server(s) let Slipway in.</source>
        <translation>
            <numerusform>%n server lets Slipway in.</numerusform>
            <numerusform>%n servers let Slipway in.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Looking whether %n server(s) let Slipway in…</source>
        <translation>
            <numerusform>Looking whether %n server lets Slipway in…</numerusform>
            <numerusform>Looking whether %n servers let Slipway in…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::SshExecCommand</name>
    <message numerus="yes">
        <source>This would run on %n server(s):</source>
        <translation>
            <numerusform>This would run on %n server:</numerusform>
            <numerusform>This would run on %n servers:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>slipwayctl: ending the command on %n server(s): TERM, then KILL.</source>
        <translation>
            <numerusform>slipwayctl: ending the command on %n server: TERM, then KILL.</numerusform>
            <numerusform>slipwayctl: ending the command on %n servers: TERM, then KILL.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::StartDialog</name>
    <message numerus="yes">
        <source>%1 (%n step(s))</source>
        <translation>
            <numerusform>%1 (%n step)</numerusform>
            <numerusform>%1 (%n steps)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::StepDetails</name>
    <message numerus="yes">
        <source>%n approval(s) needed.</source>
        <translation>
            <numerusform>%n approval needed.</numerusform>
            <numerusform>%n approvals needed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n host(s)</source>
        <translation>
            <numerusform>%n host</numerusform>
            <numerusform>%n hosts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::TreePlan</name>
    <message numerus="yes">
        <source>%n entries of %1 have names that no file can have, so they were left out.</source>
        <translation>
            <numerusform>%n entry of %1 has a name that no file can have, so it was left out.</numerusform>
            <numerusform>%n entries of %1 have names that no file can have, so they were left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::Workspace</name>
    <message numerus="yes">
        <source>%1 There is more: %n fault(s) in all.</source>
        <translation>
            <numerusform>%1 There is more: %n fault in all.</numerusform>
            <numerusform>%1 There is more: %n faults in all.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::YamlReader</name>
    <message numerus="yes">
        <source>This is nested more than %n level(s) deep.</source>
        <translation>
            <numerusform>This is nested more than %n level deep.</numerusform>
            <numerusform>This is nested more than %n levels deep.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The file holds more than %n value(s), aliases counted in full.</source>
        <translation>
            <numerusform>The file holds more than %n value, aliases counted in full.</numerusform>
            <numerusform>The file holds more than %n values, aliases counted in full.</numerusform>
        </translation>
    </message>
</context>
</TS>
