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
