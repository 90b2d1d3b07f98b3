// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace slipway {

struct AgentWait;
struct HostKeyQuestion;

/// What is asked about a host key, in the same words in the window and on the terminal.
namespace hostkeywords {

/// "Is this really web-1?"
QString headline(const HostKeyQuestion &question);
/// What is the case and what to look at, a few sentences.
QString explanation(const HostKeyQuestion &question);
/// Types, fingerprints and where the known ones stand: lines for a fixed font.
QString facts(const HostKeyQuestion &question);
/// "5 servers wait for this answer: …"; empty for one alone.
QString waiting(const HostKeyQuestion &question);

QString headline(const AgentWait &wait);
QString explanation(const AgentWait &wait);

} // namespace hostkeywords

} // namespace slipway
